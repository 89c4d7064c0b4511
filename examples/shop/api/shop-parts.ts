import type { Orders } from '../database/orders.ts'
import type { Products } from '../database/products.ts'
import type { EventBus } from '../events/event-bus.ts'
import type { SearchIndex } from '../events/handlers/search-index.ts'
import type { FaultSwitches } from '../faults/faults.ts'
import type { PaymentClient } from '../payments/payment-client.ts'
import type { Readiness } from '../readiness.ts'
import type { SpanStore } from '../spans/span-store.ts'
import type { ShopTelemetry } from '../telemetry.ts'

/** What the routes are made of. */
export interface ShopParts {
  readonly telemetry: ShopTelemetry
  readonly products: Products
  readonly orders: Orders
  readonly payments: PaymentClient
  readonly bus: EventBus
  readonly search: SearchIndex
  readonly faults: FaultSwitches
  readonly spans: SpanStore
  readonly readiness: () => Promise<Readiness>
}
