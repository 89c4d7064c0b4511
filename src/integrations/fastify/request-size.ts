import type { IncomingMessage } from 'node:http'
import { PassThrough, type Readable } from 'node:stream'

/** The length that a request says its body has; 0 when it says none, as requests without a body do. */
export function declaredLength(request: IncomingMessage): number {
  const length = Number(request.headers['content-length'] ?? 0)
  return Number.isFinite(length) && length >= 0 ? length : 0
}

/** Lets a body through and counts its bytes, for requests that do not say how long they are. */
export function countRequestBody(payload: Readable & { receivedEncodedLength?: number }): {
  readonly body: PassThrough & { receivedEncodedLength?: number }
  readonly bytes: () => number
} {
  let bytes = 0
  const body: PassThrough & { receivedEncodedLength?: number } = new PassThrough()
  payload.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    // Fastify compares this with its limit for bodies when the stream is not the request itself.
    body.receivedEncodedLength = bytes
  })
  payload.on('error', (error) => body.destroy(error))
  payload.pipe(body)
  return { body, bytes: () => bytes }
}
