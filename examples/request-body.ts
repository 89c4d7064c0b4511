import type { IncomingMessage } from 'node:http'

/** The body is longer than what is taken. */
export class BodyTooLong extends Error {
  override readonly name = 'BodyTooLong'
}

/**
 * The text that is sent. What is too long is read to its end all the same, though not kept: a client that is still
 * sending does not hear an answer.
 *
 * @throws {@link BodyTooLong}, or that the client has gone
 */
export async function textOf(request: IncomingMessage, mostBytes: number): Promise<string> {
  const kept: Buffer[] = []
  let length = 0
  // A request without an encoding is read in buffers.
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length
    if (length <= mostBytes) kept.push(part)
  }
  if (length > mostBytes) throw new BodyTooLong(`The request has ${length} bytes; ${mostBytes} are taken.`)
  return Buffer.concat(kept).toString()
}
