import { setTimeout as sleep } from 'node:timers/promises'
import { LoadGenerator, type LoadTotals } from '../../examples/shop/load/generator.ts'
import { startShopStack } from './shop-stack.ts'

const LOAD_SECONDS = 25
const REQUESTS_PER_SECOND = 40
const FAULT_SECONDS = 4

/** What the tests know of the stack and the shop, after the load. The shop still runs, and nobody asks it anything. */
export interface ShopUnderLoad {
  /** Addresses. */
  readonly prometheus: string
  readonly jaeger: string
  readonly collector: string
  readonly shop: string
  readonly shopMetrics: string
  readonly load: LoadTotals
  /** How many requests the shop has answered in all, those that were no load included. */
  readonly requests: number
  /** Milliseconds since 1970. */
  readonly started: number
  /** From when to when there was load. Milliseconds since 1970. */
  readonly loadFrom: number
  readonly loadTo: number
}

/** Sends load for a while, with a failing bank at the end of it, then stops sending. */
export async function shopUnderLoad(): Promise<{ run: ShopUnderLoad; stop: () => Promise<void> }> {
  const started = Date.now()
  const { stack, ports, stop } = await startShopStack()
  try {
    const load = new LoadGenerator({ host: '127.0.0.1', port: ports.shop, rate: REQUESTS_PER_SECOND })
    const failing = `http://127.0.0.1:${ports.shop}/faults/failing-payments`
    const before = await requestsCounted(ports.shopMetrics)
    const loadFrom = Date.now()
    load.start()
    await sleep((LOAD_SECONDS - FAULT_SECONDS) * 1_000)
    await (await fetch(failing, { method: 'PUT' })).arrayBuffer()
    await sleep(FAULT_SECONDS * 1_000)
    await (await fetch(failing, { method: 'DELETE' })).arrayBuffer()
    await load.stop()
    const loadTo = Date.now()
    const run = {
      prometheus: stack.prometheus,
      jaeger: stack.jaeger,
      collector: stack.collector,
      shop: `http://127.0.0.1:${ports.shop}`,
      shopMetrics: `http://127.0.0.1:${ports.shopMetrics}/metrics`,
      load: load.totals(),
      requests: before + load.totals().sent + 2, // The fault was switched on and off.
      started,
      loadFrom,
      loadTo,
    }
    return { run, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** What the shop itself says; whether it is ready was asked over HTTP, too. */
async function requestsCounted(metricsPort: number): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${metricsPort}/metrics`)
  const lines = (await response.text()).split('\n')
  return lines
    .filter((line) => line.startsWith('shop_http_requests_total{'))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0)
}
