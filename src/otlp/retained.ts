import type { MetricsRequest } from './requests.ts'

/**
 * Requests with delta points that could not be delivered, kept to be sent again before the next push. Bounded: past
 * `limitBytes` the oldest go.
 */
export class RetainedRequests {
  readonly #limitBytes: number
  #requests: MetricsRequest[] = []
  #bytes = 0

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes
  }

  get size(): number {
    return this.#requests.length
  }

  /** @returns those that were given up to make room */
  keep(request: MetricsRequest): MetricsRequest[] {
    this.#requests.push(request)
    this.#bytes += request.bytes.length
    const lost: MetricsRequest[] = []
    while (this.#bytes > this.#limitBytes) {
      const oldest = this.#requests.shift()
      if (oldest === undefined) break
      this.#bytes -= oldest.bytes.length
      lost.push(oldest)
    }
    return lost
  }

  /** Hands all of them over, oldest first. */
  takeAll(): MetricsRequest[] {
    const taken = this.#requests
    this.#requests = []
    this.#bytes = 0
    return taken
  }
}
