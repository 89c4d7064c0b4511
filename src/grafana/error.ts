/**
 * Why a request to Grafana failed:
 *
 * - `invalid`: what was given cannot be used; nothing was sent
 * - `unauthorized` (401), `forbidden` (403), `not_found` (404), `conflict` (409), `precondition_failed` (412),
 *   `rate_limited` (429), `server` (5xx), `refused` (any other 4xx): what Grafana answered
 * - `redirected`: the answer leads elsewhere, where credentials are not sent
 * - `unreachable`, `timeout`: no answer, or not all of it
 * - `too_large`, `not_json`, `unexpected`: an answer that Grafana would not give
 */
export type GrafanaErrorKind =
  | 'invalid'
  | 'unauthorized'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'precondition_failed'
  | 'rate_limited'
  | 'server'
  | 'refused'
  | 'redirected'
  | 'unreachable'
  | 'timeout'
  | 'too_large'
  | 'not_json'
  | 'unexpected'

/** What is known of a failed request beside its sentence. */
export interface GrafanaErrorFacts {
  readonly kind: GrafanaErrorKind
  /** The HTTP status, when there was an answer. */
  readonly status?: number
  /** Seconds that Grafana asks to wait, when it does. */
  readonly retryAfterSeconds?: number
}

/**
 * Every failure of the client. The message is a sentence that names the request and says what to do; neither it nor the
 * stack nor any property holds the token or the password, even where the server echoes them.
 *
 * @example
 * ```ts
 * try {
 *   await grafana.dashboard('shop-overview')
 * } catch (error) {
 *   if (error instanceof GrafanaError && error.kind === 'not_found') await provisionDashboards()
 *   else throw error
 * }
 * ```
 */
export class GrafanaError extends Error {
  override readonly name = 'GrafanaError'
  readonly kind: GrafanaErrorKind
  /** The HTTP status; `undefined` when there was no answer. */
  readonly status: number | undefined
  /** Seconds that Grafana asks to wait; `undefined` when it does not say. */
  readonly retryAfterSeconds: number | undefined

  constructor(message: string, { kind, status, retryAfterSeconds }: GrafanaErrorFacts) {
    super(message)
    this.kind = kind
    this.status = status
    this.retryAfterSeconds = retryAfterSeconds
  }
}

/** What was given cannot be used. */
export function invalid(sentence: string): GrafanaError {
  return new GrafanaError(sentence, { kind: 'invalid' })
}
