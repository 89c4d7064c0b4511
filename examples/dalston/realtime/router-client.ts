import { randomUUID } from 'node:crypto'
import type { RealtimeTelemetry } from '../telemetry/realtime.ts'

const ANSWER_WITHIN_MS = 1_000

/** Tells the session router of this worker and its sessions, until it has heard. */
export class RouterClient {
  readonly #url: string
  readonly #run = randomUUID()
  readonly #http
  /** Those that are served, and those whose end the router has not heard of: with how they ended. */
  readonly #sessions = new Map<string, string | undefined>()

  constructor(url: string, { http }: RealtimeTelemetry) {
    this.#url = url
    this.#http = http
  }

  /** To be called again and again: a router that was started anew knows nobody. */
  async register(worker: string, url: string): Promise<void> {
    const sessions = [...this.#sessions.keys()]
    await this.#send('PUT', `/workers/${worker}`, { url, run: this.#run, sessions })
    // Not before: one that was started anew has only now heard of these sessions.
    for (const [session, status] of this.#sessions) {
      if (status !== undefined) await this.#tellEnd(session, status)
    }
  }

  leave(worker: string): Promise<void> {
    return this.#send('DELETE', `/workers/${worker}`)
  }

  begun(session: string): void {
    this.#sessions.set(session, undefined)
  }

  /** Continues the trace that is active. @throws when the router does not hear; it is told again with `register` */
  async ended(session: string, status: string): Promise<void> {
    this.#sessions.set(session, status)
    await this.#tellEnd(session, status)
  }

  async #tellEnd(session: string, status: string): Promise<void> {
    const headers: Record<string, string> = {}
    await this.#http.client({ method: 'DELETE' }, { headers }, () =>
      this.#send('DELETE', `/sessions/${encodeURIComponent(session)}?status=${status}`, undefined, headers),
    )
    this.#sessions.delete(session)
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
