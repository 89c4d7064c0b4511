import { PRODUCT_COUNT, TENANTS } from '../catalog-data.ts'
import type { EventBus } from '../events/event-bus.ts'
import type { ShopTelemetry } from '../telemetry.ts'
import type { FaultName, FaultSwitches } from './faults.ts'

interface Parts {
  readonly bus: EventBus
  readonly telemetry: ShopTelemetry
  readonly faults: FaultSwitches
}

/** What a fault does again and again while it is on. */
interface Repeated {
  readonly fault: FaultName
  readonly perSecond: number
  readonly cause: () => void
}

const TICK_MS = 20

/** Faults that come from nowhere: nobody has to ask the shop for anything. They end when this is disposed of. */
export function repeatFaults({ bus, telemetry, faults }: Parts): Disposable {
  let tenants = 0
  const repeated: readonly Repeated[] = [
    {
      fault: 'event-flood',
      perSecond: 2_000,
      cause: () =>
        bus.publish(
          { type: 'StockCounted', productId: 1 + below(PRODUCT_COUNT), stock: below(100) },
          TENANTS[below(TENANTS.length)] ?? TENANTS[0],
        ),
    },
    {
      fault: 'label-explosion',
      perSecond: 500,
      cause: () =>
        telemetry.eventBus.published.add(1, {
          event_type: 'StockCounted',
          tenant_id: `tenant-${tenants++}`,
        }),
    },
    {
      fault: 'critical-errors',
      perSecond: 1,
      cause: () =>
        telemetry.errors.record({ module: 'ledger', severity: 'critical' }, new UnbalancedBooksError()),
    },
    {
      fault: 'wrong-numbers',
      perSecond: 10,
      cause: () => telemetry.checkout.duration.record(Number.NaN, { outcome: 'paid' }),
    },
  ]
  const due = new Map<FaultName, number>()
  const timer = setInterval(() => {
    for (const { fault, perSecond, cause } of repeated) {
      if (!faults.isOn(fault)) continue
      let times = (due.get(fault) ?? 0) + (perSecond * TICK_MS) / 1_000
      for (; times >= 1; times--) cause()
      due.set(fault, times)
    }
  }, TICK_MS)
  return { [Symbol.dispose]: () => clearInterval(timer) }
}

class UnbalancedBooksError extends Error {
  override readonly name = 'UnbalancedBooksError'
  constructor() {
    super('The books do not balance.')
  }
}

function below(bound: number): number {
  return Math.floor(bound * Math.random())
}
