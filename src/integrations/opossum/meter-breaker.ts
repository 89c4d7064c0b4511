import type { BoundCircuitBreakerMeter } from '../../domains/index.ts'

/** The part of a breaker meter that is used here; `shop.circuitBreaker({ service: 'payments' })` is one. */
export type BreakerMeter = Pick<BoundCircuitBreakerMeter, 'transition' | 'call' | 'windowStarted'>

/** What is used of an opossum `CircuitBreaker`. */
export interface Breaker {
  readonly opened: boolean
  readonly halfOpen: boolean
  readonly options?: { readonly rollingCountTimeout?: number }
  on(event: string, listener: (...values: never[]) => void): unknown
  removeListener(event: string, listener: (...values: unknown[]) => void): unknown
}

const DEFAULT_WINDOW_MS = 10_000

/**
 * Measures an opossum circuit breaker: its calls by result, its state, its transitions, and its failures since it last
 * closed, or since its counting window (`rollingCountTimeout`) began with a call.
 *
 * A call that opossum refused to make, because the breaker is open or its `capacity` is used up, is `rejected`; a
 * time-out is a `failure`; an error that `errorFilter` lets pass is a `success`. Attach before the first call: a
 * breaker that is open by then counts as one that just opened. opossum's `shutdown()` takes all listeners off.
 *
 * @returns disposes what was attached
 * @example
 * const breaker = new CircuitBreaker(charge, { timeout: 2_000 })
 * meterBreaker(breaker, { meter: shop.circuitBreaker({ service: 'payments' }) })
 * await breaker.fire(order)
 */
export function meterBreaker(breaker: Breaker, options: { readonly meter: BreakerMeter }): Disposable {
  const { meter } = options
  const windowMs = breaker.options?.rollingCountTimeout ?? DEFAULT_WINDOW_MS
  let windowEnd = performance.now() + windowMs
  const count = (result: 'success' | 'failure' | 'rejected'): void => {
    const now = performance.now()
    if (now >= windowEnd) {
      windowEnd = now + windowMs
      if (!breaker.opened) meter.windowStarted()
    }
    meter.call(result)
  }
  const listeners: readonly (readonly [event: string, listener: (value: unknown) => void])[] = [
    ['success', () => count('success')],
    ['failure', (error) => count(isCapacityError(error) ? 'rejected' : 'failure')],
    ['reject', () => count('rejected')],
    ['open', () => meter.transition('open')],
    ['halfOpen', () => meter.transition('half_open')],
    ['close', () => meter.transition('closed')],
  ]
  if (breaker.opened) meter.transition('open')
  else if (breaker.halfOpen) meter.transition('half_open')
  for (const [event, listener] of listeners) breaker.on(event, listener)
  return {
    [Symbol.dispose]() {
      for (const [event, listener] of listeners) breaker.removeListener(event, listener)
    },
  }
}

/** opossum reports a call beyond its `capacity` as a failure, although nothing was called. */
function isCapacityError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ESEMLOCKED'
}
