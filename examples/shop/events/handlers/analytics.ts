import type { EventHandler, EventType } from '../shop-event.ts'

const EVERYTHING: readonly EventType[] = [
  'OrderPlaced',
  'OrderPaid',
  'PaymentFailed',
  'ProductRepriced',
  'StockCounted',
]

/** Sums up turnover by tenant. */
export class Analytics implements EventHandler {
  readonly name = 'analytics'
  readonly handles = EVERYTHING
  readonly #turnoverCents = new Map<string, number>()

  handle(event: Parameters<EventHandler['handle']>[0], tenantId: string): void {
    if (event.type !== 'OrderPaid') return
    this.#turnoverCents.set(tenantId, (this.#turnoverCents.get(tenantId) ?? 0) + event.totalCents)
  }

  turnover(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#turnoverCents].map(([tenant, cents]) => [tenant, cents / 100]))
  }
}
