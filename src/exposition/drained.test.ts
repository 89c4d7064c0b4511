import { Writable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { whenDrained } from './drained.ts'

describe('waiting for a stream', () => {
  const slow = () =>
    new Writable({ highWaterMark: 1, write: (_chunk, _encoding, done) => setImmediate(done) })
  const drained = (stream: Writable) => new Promise<void>((resolve) => whenDrained(stream, resolve))

  it('ends when it has drained, and leaves no listener behind', async () => {
    const stream = slow()
    const before = stream.eventNames().map((name) => stream.listenerCount(name))
    for (let round = 0; round < 3; round++) {
      stream.write('much')
      await drained(stream)
    }
    expect(stream.writableLength).toBe(0)
    expect(stream.eventNames().map((name) => stream.listenerCount(name))).toEqual(before)
  })

  it('ends at once where there is room, or nothing to wait for', async () => {
    const stream = slow()
    await drained(stream)
    stream.write('much')
    stream.destroy()
    await drained(stream)
  })

  it('ends when the stream goes away meanwhile', async () => {
    const stuck = new Writable({ highWaterMark: 1, write: () => {} })
    stuck.write('much')
    const waiting = drained(stuck)
    stuck.destroy()
    await waiting
    expect(stuck.listenerCount('drain') + stuck.listenerCount('close')).toBe(0)
  })
})
