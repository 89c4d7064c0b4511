import { PRODUCT_COUNT, TENANTS } from '../catalog-data.ts'
import type { FaultSwitches } from '../faults/faults.ts'
import type { EventBus } from './event-bus.ts'

const EVENTS_PER_SECOND = 2_000
const TICK_MS = 20

/** The fault `event-flood`: a warehouse that announces its whole stock all the time. */
export function floodEvents(bus: EventBus, faults: FaultSwitches): Disposable {
  const timer = setInterval(() => {
    if (!faults.isOn('event-flood')) return
    for (let index = 0; index < (EVENTS_PER_SECOND * TICK_MS) / 1_000; index++) {
      const productId = 1 + Math.floor(PRODUCT_COUNT * Math.random())
      const tenant = TENANTS[index % TENANTS.length] ?? TENANTS[0]
      bus.publish({ type: 'StockCounted', productId, stock: Math.floor(100 * Math.random()) }, tenant)
    }
  }, TICK_MS)
  return { [Symbol.dispose]: () => clearInterval(timer) }
}
