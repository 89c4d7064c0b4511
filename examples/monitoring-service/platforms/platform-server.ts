import { createServer, type Server } from 'node:http'

/** How the platforms are. */
export type PlatformsMood = 'well' | 'failing' | 'slow' | 'limiting'

/** So many requests are let through in each stretch of time, and the others refused. */
const LIMIT = { well: 200, failing: 200, slow: 200, limiting: 1 } as const
const STRETCH_MS = 2_000
const SLOW_MS = 900

/** The platforms of this program: a local server of their APIs, which count what they let through. */
export class Platforms {
  readonly server: Server
  /** Faults change it. */
  mood: PlatformsMood = 'well'
  readonly #asked = new Map<string, { since: number; times: number }>()
  #answers = 0

  constructor() {
    this.server = createServer((request, response) => {
      const { remaining, resetsInMs } = this.#ask(request.url?.split('/')[1] ?? '')
      const number = this.#answers++
      const status = remaining < 0 ? 429 : this.mood === 'failing' ? 503 : 200
      const headers = {
        'content-type': 'application/json',
        'ratelimit-remaining': String(Math.max(0, remaining)),
        'ratelimit-reset': String(Math.ceil(resetsInMs / 1_000)),
      }
      const body = JSON.stringify({ activity: (number % 10) / 10 })
      const takes = this.mood === 'slow' ? SLOW_MS : number % 20
      setTimeout(() => response.writeHead(status, headers).end(body), takes)
    })
  }

  #ask(platform: string): { remaining: number; resetsInMs: number } {
    const now = performance.now()
    const before = this.#asked.get(platform)
    const stretch =
      before !== undefined && now - before.since < STRETCH_MS ? before : { since: now, times: 0 }
    this.#asked.set(platform, stretch)
    stretch.times++
    return { remaining: LIMIT[this.mood] - stretch.times, resetsInMs: stretch.since + STRETCH_MS - now }
  }
}
