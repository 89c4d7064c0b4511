import type { IncomingMessage, ServerResponse } from 'node:http'

/** The body is longer than what is taken. */
export class BodyTooLong extends Error {
  override readonly name = 'BodyTooLong'
}

/** Too much is being sent at the same time. */
export class NoRoom extends Error {
  override readonly name = 'NoRoom'
}

/** What is taken of a body. */
export interface BodyOptions {
  /** Bytes. */
  readonly most: number
  /** Is told of every part that comes, also of what is not kept. */
  readonly received?: (bytes: number) => void
  /** Asked before a part is kept. Default: there always is. */
  readonly hasRoom?: (bytes: number) => boolean
}

/**
 * Everything that is sent. What is too long, or has no room, is read to its end all the same, though not kept: who is
 * still sending does not hear an answer.
 *
 * @throws {@link BodyTooLong}, {@link NoRoom}, or that the sender has gone
 */
export async function bodyOf(
  request: IncomingMessage,
  { most, received, hasRoom = () => true }: BodyOptions,
): Promise<Buffer<ArrayBuffer>> {
  const parts: Buffer[] = []
  let length = 0
  let isKept = true
  // A request without an encoding is read in buffers.
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length
    received?.(part.length)
    isKept &&= hasRoom(part.length) && length <= most
    if (isKept) parts.push(part)
    else parts.length = 0
  }
  if (length > most) throw new BodyTooLong(`The request has ${length} bytes; ${most} are taken.`)
  if (!isKept) throw new NoRoom('Too much is being sent at the same time. Try again in a moment.')
  return Buffer.concat(parts)
}

/** The path without its query, and the query. Never throws: not everything that a client sends is a URL. */
export function targetOf({ url = '/' }: IncomingMessage): { path: string; query: URLSearchParams } {
  const [path = '/', query] = url.split('?', 2)
  return { path, query: new URLSearchParams(query) }
}

/** Answers with JSON. */
export function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
