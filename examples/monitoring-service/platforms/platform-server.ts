import { createServer, type Server } from 'node:http'

/** So many requests are let through, and then so many refused: counted, so that a slow machine sees it too. */
const LIMIT = 40
const REFUSED = 3
const RESETS_IN_S = 2

/** The platforms of this program: local servers of their APIs that limit, answer slowly, and fail now and then. */
export function createPlatformServer(): Server {
  const askedBefore = new Map<string, number>()
  return createServer((request, response) => {
    const platform = request.url?.split('/')[1] ?? ''
    const asked = (askedBefore.get(platform) ?? 0) + 1
    askedBefore.set(platform, asked)
    const used = (asked - 1) % (LIMIT + REFUSED)
    const headers = {
      'content-type': 'application/json',
      'ratelimit-remaining': String(Math.max(0, LIMIT - 1 - used)),
      'ratelimit-reset': String(RESETS_IN_S),
    }
    const status = used >= LIMIT ? 429 : asked % 17 === 0 ? 503 : 200
    const body = JSON.stringify({ activity: (asked % 10) / 10 })
    setTimeout(() => response.writeHead(status, headers).end(body), asked % 20)
  })
}
