import { randomBytes } from 'node:crypto'
import type { Duplex } from 'node:stream'

/** What a websocket carries: audio, text, or its end. */
export type Frame =
  | { readonly kind: 'binary'; readonly data: Buffer }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'close' }

/** The other side breaks the protocol (RFC 6455). */
class BrokenFrame extends Error {
  override readonly name = 'BrokenFrame'
}

const LONGEST = 1024 * 1024
const opcodes = { text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const

/**
 * The frames that come in. Pings are answered; the end of the connection is the end, with or without a close.
 *
 * @throws {@link BrokenFrame} for what is no frame, is longer than a megabyte, or is one of several parts
 */
export async function* framesFrom(socket: Duplex, head: Buffer): AsyncGenerator<Frame> {
  let buffer = head
  const parts = socket[Symbol.asyncIterator]()
  for (;;) {
    for (let found = firstFrame(buffer); found !== undefined; found = firstFrame(buffer)) {
      buffer = buffer.subarray(found.length)
      const { opcode, data } = found
      if (opcode === opcodes.binary) yield { kind: 'binary', data }
      else if (opcode === opcodes.text) yield { kind: 'text', text: data.toString() }
      else if (opcode === opcodes.ping) await send(socket, encoded('pong', data, false))
      else if (opcode === opcodes.close) return yield { kind: 'close' }
    }
    const part = await parts.next()
    if (part.done) return
    // A socket without an encoding gives buffers.
    buffer = Buffer.concat([buffer, part.value as Buffer])
  }
}

/**
 * Writes a frame, and resolves once it is on its way: for who does not read nothing piles up here.
 *
 * @throws when the connection is gone
 */
export function send(socket: Duplex, frame: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.write(frame, (error) => (error ? reject(error) : resolve()))
  })
}

/** One frame as bytes. Clients mask, servers do not. */
export function encoded(kind: keyof typeof opcodes, data: Buffer | string, masked: boolean): Buffer {
  const payload = Buffer.from(data)
  const { length } = payload
  const sizes = length < 126 ? Buffer.of(length) : length < 65_536 ? Buffer.alloc(3) : Buffer.alloc(9)
  if (sizes.length === 3) sizes.writeUInt16BE(length, 1)
  if (sizes.length === 9) sizes.writeBigUInt64BE(BigInt(length), 1)
  if (sizes.length > 1) sizes[0] = sizes.length === 3 ? 126 : 127
  const first = Buffer.of(0x80 | opcodes[kind])
  if (!masked) return Buffer.concat([first, sizes, payload])
  const mask = randomBytes(4)
  sizes[0] = (sizes[0] ?? 0) | 0x80
  return Buffer.concat([first, sizes, mask, unmasked(payload, mask)])
}

function firstFrame(buffer: Buffer): { opcode: number; data: Buffer; length: number } | undefined {
  if (buffer.length < 2) return undefined
  const [first = 0, second = 0] = buffer
  // Reserved bits belong to extensions; none was agreed on.
  if ((first & 0xf0) !== 0x80) throw new BrokenFrame('A frame is in parts, or has reserved bits.')
  const short = second & 0x7f
  const sizeBytes = short === 126 ? 2 : short === 127 ? 8 : 0
  const maskBytes = (second & 0x80) === 0 ? 0 : 4
  const begin = 2 + sizeBytes + maskBytes
  if (buffer.length < begin) return undefined
  const size =
    sizeBytes === 0 ? short : sizeBytes === 2 ? buffer.readUInt16BE(2) : Number(buffer.readBigUInt64BE(2))
  if (size > LONGEST) throw new BrokenFrame(`A frame has ${size} bytes; ${LONGEST} are taken.`)
  if (buffer.length < begin + size) return undefined
  const data = buffer.subarray(begin, begin + size)
  const mask = buffer.subarray(begin - maskBytes, begin)
  return { opcode: first & 0x0f, data: maskBytes === 0 ? data : unmasked(data, mask), length: begin + size }
}

function unmasked(data: Buffer, mask: Buffer): Buffer {
  return Buffer.from(data.map((byte, index) => byte ^ (mask[index % 4] ?? 0)))
}
