import { randomUUID } from 'node:crypto'
import type { RealtimeTelemetry } from '../telemetry/realtime.ts'

const ANSWER_WITHIN_MS = 1_000

/** Tells the session router of this worker and its sessions; what it does not hear, it finds out by itself. */
export class RouterClient {
  readonly #url: string
  readonly #run = randomUUID()
  readonly #http

  constructor(url: string, { http }: RealtimeTelemetry) {
    this.#url = url
    this.#http = http
  }

  register(worker: string, url: string): Promise<void> {
    return this.#send('PUT', `/workers/${worker}`, { url, run: this.#run })
  }

  leave(worker: string): Promise<void> {
    return this.#send('DELETE', `/workers/${worker}`)
  }

  /** Continues the trace that is active. */
  async ended(session: string, status: string): Promise<void> {
    const headers: Record<string, string> = {}
    await this.#http.client({ method: 'DELETE' }, { headers }, () =>
      this.#send('DELETE', `/sessions/${session}?status=${status}`, undefined, headers),
    )
  }

  async #send(
    method: string,
    path: string,
    body?: object,
    headers: Record<string, string> = {},
  ): Promise<void> {
    const response = await fetch(`${this.#url}${path}`, {
      method,
      headers,
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      ...(body && { body: JSON.stringify(body) }),
    })
    await response.arrayBuffer()
    if (!response.ok) throw new Error(`The session router answered ${response.status} to ${method} ${path}.`)
  }
}
