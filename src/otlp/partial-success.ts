/** What an answer of 200 says was not taken, and why. */
export interface PartialSuccess {
  readonly rejected: number
  readonly message: string
}

/**
 * Reads what the official serializer makes of an answer; `undefined` when all was taken. "Partial success" of the OTLP
 * specification: what was rejected must not be sent again.
 *
 * @param items how many there were in the request: no answer can reject more
 */
export function partialSuccessOf(response: unknown, items: number): PartialSuccess | undefined {
  const partial = fieldOf(response, 'partialSuccess')
  if (partial === undefined || partial === null) return undefined
  // A 64-bit integer comes as text in JSON.
  const count = Number(fieldOf(partial, 'rejectedSpans') ?? fieldOf(partial, 'rejectedDataPoints') ?? 0)
  const rejected = count > 0 ? Math.min(Math.trunc(count), items) : 0
  const message = String(fieldOf(partial, 'errorMessage') ?? '')
  return rejected === 0 && message === '' ? undefined : { rejected, message }
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}
