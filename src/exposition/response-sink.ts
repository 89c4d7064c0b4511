import type { ServerResponse } from 'node:http'
import { whenDrained } from './drained.ts'
import { failureText } from './scrapes.ts'
import type { Sink } from './sink.ts'

/** Sends a pass as the body of a response; its head leaves with the first byte, so that a failure before it is a 500. */
export function createResponseSink(
  response: ServerResponse,
  headers: Readonly<Record<string, string>>,
): Sink {
  const begin = () => {
    if (!response.headersSent) response.writeHead(200, headers)
  }
  return {
    write(piece) {
      begin()
      response.write(piece)
    },
    backlog: () => (response.destroyed ? 0 : response.writableLength),
    whenDrained: (callback) => whenDrained(response, callback),
    end() {
      begin()
      response.end()
    },
    fail(error) {
      if (response.headersSent) response.destroy()
      else {
        response.writeHead(500, { 'content-type': 'text/plain; charset=utf-8' })
        response.end(failureText(error))
      }
    },
  }
}
