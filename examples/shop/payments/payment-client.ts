import CircuitBreaker from 'opossum'
import { meterBreaker } from 'spanmeter/integrations/opossum'
import type { ShopTelemetry } from '../telemetry.ts'

export interface Charge {
  readonly orderId: number
  readonly amountCents: number
  readonly card: string
}

export type ChargeResult = 'paid' | 'declined' | 'unavailable'

/** The payment service gave no answer that says whether the card was charged. */
class PaymentFailedError extends Error {
  override readonly name = 'PaymentFailedError'
  readonly code: string

  constructor(status: number) {
    super(`The payment service answered ${status}.`)
    this.code = String(status)
  }
}

/** Charges cards over HTTP, behind a circuit breaker. */
export class PaymentClient {
  readonly #breaker: CircuitBreaker<[Charge], 'paid' | 'declined'>
  readonly #telemetry: ShopTelemetry
  readonly #url: string

  constructor(options: { url: string; telemetry: ShopTelemetry }) {
    this.#url = `${options.url}/charges`
    this.#telemetry = options.telemetry
    this.#breaker = new CircuitBreaker((charge: Charge) => this.#post(charge), {
      name: 'payments',
      timeout: 2_000,
      resetTimeout: 3_000,
      errorThresholdPercentage: 50,
      volumeThreshold: 5,
    })
    meterBreaker(this.#breaker, { meter: options.telemetry.circuitBreaker({ service: 'payments' }) })
  }

  /** Asks once whether the payment service is there, so that the first shopper does not wait for the first connection. */
  async ready(): Promise<void> {
    const response = await fetch(new URL('/health', this.#url), { signal: AbortSignal.timeout(5_000) })
    await response.arrayBuffer()
  }

  /** A refusal by the open breaker and a failed payment are both `unavailable`: the shopper may try again. */
  async charge(charge: Charge): Promise<ChargeResult> {
    try {
      return await this.#breaker.fire(charge)
    } catch (error) {
      const severity = this.#breaker.opened ? 'critical' : 'error'
      this.#telemetry.errors.record({ module: 'payments', severity }, error)
      return 'unavailable'
    }
  }

  close(): void {
    this.#breaker.shutdown()
  }

  async #post(charge: Charge): Promise<'paid' | 'declined'> {
    const headers: Record<string, string> = { 'content-type': 'application/json' }
    return this.#telemetry.http.client({ method: 'POST' }, { url: this.#url, headers }, async (operation) => {
      const response = await fetch(this.#url, {
        method: 'POST',
        headers,
        body: JSON.stringify(charge),
        signal: AbortSignal.timeout(5_000),
      })
      operation.set({ status: response.status })
      await response.arrayBuffer()
      if (response.status === 402) return 'declined'
      if (response.status !== 201) throw new PaymentFailedError(response.status)
      return 'paid'
    })
  }
}
