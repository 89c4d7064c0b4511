import { Duplex, PassThrough } from 'node:stream'
import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { encoded, type Frame, framesFrom } from './frames.ts'

async function read(...parts: readonly Buffer[]): Promise<Frame[]> {
  const socket = new PassThrough()
  for (const part of parts) socket.write(part)
  socket.end()
  const frames: Frame[] = []
  for await (const frame of framesFrom(socket, Buffer.alloc(0))) frames.push(frame)
  return frames
}

describe('frames of a websocket', () => {
  test.each([0, 1, 125, 126, 65_535, 65_536])('%i bytes come out as they went in', async (length) => {
    const data = Buffer.alloc(length, 7)
    expect(await read(encoded('binary', data, true))).toEqual([{ kind: 'binary', data }])
    expect(await read(encoded('binary', data, false))).toEqual([{ kind: 'binary', data }])
  })

  test('as the standard masks “Hello”', async () => {
    const frame = Buffer.from([0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58])
    expect(await read(frame)).toEqual([{ kind: 'text', text: 'Hello' }])
  })

  test('several in one part, and one in several', async () => {
    const both = Buffer.concat([encoded('text', 'one', true), encoded('text', 'two', true)])
    const parts = [...both].map((byte) => Buffer.of(byte))
    const texts = [
      { kind: 'text', text: 'one' },
      { kind: 'text', text: 'two' },
    ]
    expect(await read(both)).toEqual(texts)
    expect(await read(...parts)).toEqual(texts)
  })

  test('for who does not read his answers they do not pile up', async () => {
    let written = (_?: Error): void => {}
    const socket = new Duplex({
      read() {},
      write(_, __, done) {
        written = done
      },
    })
    socket.on('error', () => {}) // That he has gone.
    const ping = encoded('ping', Buffer.alloc(100), true)
    const reading = framesFrom(socket, Buffer.concat([ping, ping, ping])).next()
    await turn()
    expect(socket.writableLength).toBe(encoded('pong', Buffer.alloc(100), false).length)
    written(new Error('He has gone.'))
    await expect(reading).rejects.toThrow('He has gone.')
  })

  test('nothing is read after a close', async () => {
    expect(await read(encoded('close', '', true), encoded('text', 'late', true))).toEqual([{ kind: 'close' }])
  })

  test.each([
    ['is in parts', Buffer.from([0x01, 0x80]), 'is in parts'],
    ['is far too long', Buffer.from([0x82, 0x7f, 0, 0, 1, 0, 0, 0, 0, 0]), 'are taken'],
  ])('one that %s is refused', async (_, bytes, sentence) => {
    await expect(read(bytes)).rejects.toThrow(sentence)
  })
})
