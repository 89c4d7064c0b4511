import type { ServerResponse } from 'node:http'

/**
 * Tells how many bytes of body a response had, as sent: the declared length where there is one, else what was written.
 * Compression by a plugin is thereby included. A response to HEAD has no body, whatever length it declares.
 */
export function countResponseBody(response: ServerResponse): () => number {
  let written = 0
  const count = (chunk: unknown, encoding: unknown): void => {
    if (typeof chunk === 'string') {
      written += Buffer.byteLength(
        chunk,
        Buffer.isEncoding(String(encoding)) ? (encoding as BufferEncoding) : 'utf8',
      ) // isEncoding says it is one.
    } else if (chunk instanceof Uint8Array) written += chunk.length
  }
  const { write, end } = response
  // The signatures are overloaded; what comes in goes on as it is.
  response.write = ((...input: Parameters<typeof write>) => {
    count(input[0], input[1])
    return write.apply(response, input)
  }) as typeof write
  response.end = ((...input: Parameters<typeof end>) => {
    count(input[0], input[1])
    return end.apply(response, input)
  }) as typeof end
  return () => {
    if (response.req.method === 'HEAD') return 0
    const declared = Number(response.getHeader('content-length'))
    return Number.isFinite(declared) && declared >= 0 ? declared : written
  }
}
