import type { IncomingMessage, ServerResponse } from 'node:http'

/** The body is longer than what is taken. */
export class BodyTooLong extends Error {
  override readonly name = 'BodyTooLong'
}

/**
 * Everything that is sent. What is too long is read to its end all the same, though not kept: who is still sending does
 * not hear an answer.
 *
 * @throws {@link BodyTooLong}, or that the sender has gone
 */
export async function bodyOf(
  request: IncomingMessage,
  { most, received }: { readonly most: number; readonly received?: (bytes: number) => void },
): Promise<Buffer> {
  const parts: Buffer[] = []
  let length = 0
  // A request without an encoding is read in buffers.
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length
    received?.(part.length)
    if (length <= most) parts.push(part)
  }
  if (length > most) throw new BodyTooLong(`The request has ${length} bytes; ${most} are taken.`)
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
