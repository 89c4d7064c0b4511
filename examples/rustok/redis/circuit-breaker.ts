import type { RustokTelemetry } from '../telemetry.ts'

/** How often it may fail in a row, and how long it is left alone then. */
const THRESHOLD = 5
const REST_MS = 1_000

/** The breaker did not let the call through. */
class CircuitBreakerOpen extends Error {
  override readonly name = 'CircuitBreakerOpen'
}

/**
 * A circuit breaker of one's own, told to the meter: `transition` where its state changes, wherever that is, `run` around
 * each call, and `windowStarted` where it begins to count anew. Half open, it lets one call through to see.
 */
export class CircuitBreaker {
  readonly #meter
  #failures = 0
  #openedAt = 0

  constructor(telemetry: Pick<RustokTelemetry, 'circuitBreaker'>, service: string) {
    this.#meter = telemetry.circuitBreaker({ service })
  }

  call<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.#meter.run(async () => {
      this.#admit()
      try {
        const result = await work()
        this.#close()
        return result
      } catch (error) {
        this.#failed()
        throw error
      }
    })
  }

  #admit(): void {
    if (this.#meter.current === 'closed') return
    const isRested = performance.now() - this.#openedAt >= REST_MS
    if (this.#meter.current === 'half_open' || !isRested) throw new CircuitBreakerOpen('It is left alone.')
    this.#meter.transition('half_open')
  }

  #close(): void {
    // It was let through before: what opened the breaker came later.
    if (this.#meter.current === 'open') return
    this.#failures = 0
    this.#meter.windowStarted()
    this.#meter.transition('closed')
  }

  #failed(): void {
    if (this.#meter.current === 'open') return
    this.#failures++
    if (this.#meter.current !== 'half_open' && this.#failures < THRESHOLD) return
    this.#openedAt = performance.now()
    this.#meter.transition('open')
  }
}
