/**
 * Why something was not done at a Pushgateway:
 *
 * - `invalid`: what was given cannot be used; nothing was sent
 * - `collection`: the metrics could not be collected; nothing was sent
 * - `inconsistent` (400): it does not take these metrics beside those that it has, or not at all
 * - `unauthorized` (401, 403): it, or a proxy before it, does not let this account push
 * - `refused` (any other 3xx or 4xx), `server` (5xx): what it answered
 * - `unreachable`, `timeout`: no answer, or not in time; the push may have been taken
 */
export type PushgatewayErrorKind =
  | 'invalid'
  | 'collection'
  | 'inconsistent'
  | 'unauthorized'
  | 'refused'
  | 'server'
  | 'unreachable'
  | 'timeout'

/** What is known of the failure beside its sentence. */
export interface PushgatewayErrorFacts extends ErrorOptions {
  readonly kind: PushgatewayErrorKind
  /** The HTTP status, when there was an answer. */
  readonly status?: number
}

/**
 * Every failure of a push. The message is a sentence that says what was asked, what came, and what to do; neither it nor any
 * property holds the credentials.
 *
 * @example
 * try {
 *   await gateway.push()
 * } catch (error) {
 *   if (!(error instanceof PushgatewayError) || error.kind !== 'unreachable') throw error
 * }
 */
export class PushgatewayError extends Error {
  override readonly name = 'PushgatewayError'
  readonly kind: PushgatewayErrorKind
  /** The HTTP status; `undefined` when there was no answer. */
  readonly status: number | undefined

  constructor(message: string, { kind, status, cause }: PushgatewayErrorFacts) {
    super(message, cause === undefined ? undefined : { cause })
    this.kind = kind
    this.status = status
  }
}

/** What was given cannot be used. */
export function invalid(sentence: string): PushgatewayError {
  return new PushgatewayError(sentence, { kind: 'invalid' })
}
