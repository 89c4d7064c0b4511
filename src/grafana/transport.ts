import type { Authorization } from '../credentials/index.ts'
import { addressOf, type Place } from './address.ts'
import { GrafanaError, invalid } from './error.ts'
import { refusalOf } from './refusal.ts'
import { readText } from './response-text.ts'
import { pauseBefore } from './retry.ts'

export interface TransportOptions {
  /** Without a slash at its end. */
  readonly base: string
  readonly authorization: Authorization
  readonly timeoutMillis: number
  readonly retries: number
  readonly fetch: typeof globalThis.fetch
}

/** A request that changes something. */
export interface Change extends Place {
  readonly method: 'POST' | 'PUT'
  /** JSON. */
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
}

interface Request extends Place, Partial<Pick<Change, 'method' | 'headers'>> {
  readonly text?: string
}

/** Sends requests to one Grafana, and gives the JSON of what it answers, or fails with a `GrafanaError`. */
export class Transport {
  readonly #options: TransportOptions

  constructor(options: TransportOptions) {
    this.#options = options
  }

  /** Asks for what changes nothing, so that it may be repeated. */
  read(place: Place): Promise<unknown> {
    return this.#repeated(place, pauseBefore)
  }

  /** Changes something. Repeated after 429 only: whatever else failed may have been done. */
  async change({ body, ...change }: Change): Promise<unknown> {
    return this.#repeated({ ...change, text: jsonOf(body) }, (attempt, error) =>
      error instanceof GrafanaError && error.kind === 'rate_limited'
        ? pauseBefore(attempt, error)
        : undefined,
    )
  }

  async #repeated(request: Request, pauses: typeof pauseBefore): Promise<unknown> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.#once(request)
      } catch (error) {
        const pause = attempt < this.#options.retries ? pauses(attempt, error) : undefined
        if (pause === undefined) throw error
        await new Promise((resolve) => setTimeout(resolve, pause))
      }
    }
  }

  async #once(request: Request): Promise<unknown> {
    const { timeoutMillis, base } = this.#options
    const what = `${request.method ?? 'GET'} /${request.path.join('/')}`
    const abort = new AbortController()
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        const sentence = `Grafana at ${base} did not answer ${what} within ${timeoutMillis / 1_000} s. Is it overloaded, or is this another server?`
        reject(new GrafanaError(sentence, { kind: 'timeout' }))
        abort.abort()
      }, timeoutMillis)
    })
    try {
      // A fetch of the user's own may not heed the signal.
      return await Promise.race([this.#answer(request, what, abort.signal), late])
    } finally {
      clearTimeout(timer)
      abort.abort() // Whatever is still on its way is not wanted any more.
    }
  }

  async #answer(request: Request, what: string, signal: AbortSignal): Promise<unknown> {
    const { base, authorization } = this.#options
    const { status, text, headers } = await this.#exchange(request, what, signal)
    const refusal = refusalOf({ base, what, status, text, headers, blot: authorization.blot })
    if (refusal !== undefined) throw refusal
    try {
      return JSON.parse(text)
    } catch {
      const type = authorization.blot(headers.get('content-type') ?? 'nothing that is named').slice(0, 60)
      throw new GrafanaError(
        `${base} answered ${what} with ${type} instead of JSON. Is this Grafana's address, its sub-path included, and not that of a page in front of it?`,
        { kind: 'not_json', status },
      )
    }
  }

  async #exchange(
    request: Request,
    what: string,
    signal: AbortSignal,
  ): Promise<{ status: number; text: string; headers: Headers }> {
    const { base, authorization, fetch } = this.#options
    try {
      const { method = 'GET', text: body, headers } = request
      const json = body === undefined ? {} : { 'content-type': 'application/json', ...headers }
      const response = await fetch(addressOf(base, request), {
        method,
        headers: { accept: 'application/json', authorization: authorization.header, ...json },
        ...(body !== undefined && { body }),
        // Followed by hand, if at all: the credentials are for this server only.
        redirect: 'manual',
        signal,
      })
      const text = await readText(response, what)
      return { status: response.status, text, headers: response.headers }
    } catch (error) {
      if (error instanceof GrafanaError) throw error
      throw new GrafanaError(
        `Grafana at ${base} cannot be reached for ${what}: ${authorization.blot(reasonOf(error))}. Is it running, and is the address right?`,
        { kind: 'unreachable' },
      )
    }
  }
}

function jsonOf(body: unknown): string {
  try {
    return JSON.stringify(body)
  } catch (error) {
    // Of a circular one, further lines draw the way.
    const [why] = String(error instanceof Error ? error.message : error).split('\n')
    throw invalid(`What is to be written cannot be JSON, and nothing was sent: ${why}.`)
  }
}

/** `fetch` hides the reason in the cause of its error; of several addresses it tried, one tells enough. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'the connection failed'
  const inner = error instanceof AggregateError ? error.errors[0] : error.cause
  return inner instanceof Error ? reasonOf(inner) : error.message || 'the connection failed'
}
