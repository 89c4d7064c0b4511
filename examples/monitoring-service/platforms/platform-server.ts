import { createServer, type Server } from 'node:http'

const WINDOW_MS = 2_000
const LIMIT = 40

/** The platforms of this program: local servers of their APIs that limit, answer slowly, and fail now and then. */
export function createPlatformServer(): Server {
  const windows = new Map<string, { since: number; used: number; asked: number }>()
  return createServer((request, response) => {
    const platform = request.url?.split('/')[1] ?? ''
    const window = windows.get(platform) ?? { since: Date.now(), used: 0, asked: 0 }
    windows.set(platform, window)
    if (Date.now() - window.since >= WINDOW_MS) Object.assign(window, { since: Date.now(), used: 0 })
    window.used++
    window.asked++
    const resetsIn = Math.max(1, Math.ceil((window.since + WINDOW_MS - Date.now()) / 1_000))
    const headers = {
      'content-type': 'application/json',
      'ratelimit-remaining': String(Math.max(0, LIMIT - window.used)),
      'ratelimit-reset': String(resetsIn),
    }
    const status = window.used > LIMIT ? 429 : window.asked % 17 === 0 ? 503 : 200
    const activity = (window.asked % 10) / 10
    setTimeout(() => response.writeHead(status, headers).end(JSON.stringify({ activity })), window.asked % 20)
  })
}
