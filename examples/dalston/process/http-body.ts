import type { IncomingMessage, ServerResponse } from 'node:http'

/** The body is longer than what is taken. */
export class BodyTooLong extends Error {
  override readonly name = 'BodyTooLong'
}

/** @throws {@link BodyTooLong} */
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
    if (length > most) throw new BodyTooLong(`The request is longer than ${most} bytes.`)
    parts.push(part)
  }
  return Buffer.concat(parts)
}

/** Answers with JSON. */
export function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
