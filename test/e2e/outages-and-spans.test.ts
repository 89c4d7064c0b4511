import { afterAll, beforeAll, expect, test } from 'vitest'
import { JaegerApi } from './jaeger-api.ts'
import { OwnMetrics } from './own-metrics.ts'
import { atRest, differences, onlyCumulative } from './paths.ts'
import { PrometheusApi } from './prometheus-api.ts'
import { type ShopStack, startShopStack } from './shop-stack.ts'
import { sendTraced, spansOf } from './traced-requests.ts'
import { until } from './until.ts'

const QUEUE = 256
const BATCH = 64

let running: ShopStack
let prometheus: PrometheusApi
let jaeger: JaegerApi
let shop: OwnMetrics
beforeAll(async () => {
  running = await startShopStack({
    shopEnv: {
      OTEL_BSP_MAX_QUEUE_SIZE: String(QUEUE),
      OTEL_BSP_MAX_EXPORT_BATCH_SIZE: String(BATCH),
      OTEL_BSP_SCHEDULE_DELAY: '200',
      OTEL_EXPORTER_OTLP_TIMEOUT: '1000',
    },
  })
  prometheus = new PrometheusApi(running.stack.prometheus)
  jaeger = new JaegerApi(running.stack.jaeger)
  shop = new OwnMetrics(running.ports.shopMetrics)
})
afterAll(() => running?.stop())

const spansMade = () => shop.total('shop_spans_created_total')
const spansLost = () => shop.total('spanmeter_dropped_spans_total')

/** Sends requests whose traces are known while `meanwhile` goes on; then accounts for every span of theirs. */
async function account(requests: number, meanwhile: (send: () => Promise<string[]>) => Promise<string[]>) {
  const before = { made: await spansMade(), lost: await spansLost() }
  const traceIds = await meanwhile(() => sendTraced(running.ports.shop, requests))
  await until(
    () => 'no span waits in the shop',
    async () => ((await shop.total('spanmeter_queued_spans')) === 0 ? true : undefined),
  )
  // What was under way has come to its end when nothing changes any more.
  let arrived = -1
  const inJaeger = await until(
    () => 'no more spans arrive in Jaeger',
    async () => {
      const last = arrived
      arrived = (await spansOf(jaeger, traceIds)).length
      return arrived === last ? arrived : undefined
    },
  )
  return { made: (await spansMade()) - before.made, lost: (await spansLost()) - before.lost, inJaeger }
}

test('without an outage every span arrives', async () => {
  const { made, lost, inJaeger } = await account(100, (send) => send())
  expect(lost).toBe(0)
  expect(inJaeger).toBe(made)
  expect(made).toBeGreaterThanOrEqual(200)
})

test('in an outage longer than its queue lasts, the shop counts exactly the spans that are missing', async () => {
  const { made, lost, inJaeger } = await account(600, async (send) => {
    await running.stack.servers.collector.kill()
    // Every one of these is answered.
    const traceIds = await send()
    await running.stack.servers.collector.start()
    return traceIds
  })
  console.log(`${made} spans: ${inJaeger} arrived, ${lost} are counted as lost`)
  expect(inJaeger + lost).toBe(made)
  expect(lost).toBeGreaterThan(QUEUE)
  const reasons = await shop.series('spanmeter_dropped_spans_total')
  expect(reasons.get('{reason="queue_full"}')).toBeGreaterThan(0)
  // No more waited than the queue holds.
  const [most] = await prometheus.query(
    'max(max_over_time(spanmeter_queued_spans{job="shop", source="scrape"}[5m]))',
  )
  expect(most?.value).toBeLessThanOrEqual(QUEUE)
})

test('of the totals nothing is lost by that outage', async () => {
  const { scrape, otlp } = await atRest(prometheus)
  expect(differences(onlyCumulative(scrape), onlyCumulative(otlp))).toEqual([])
  // What was lost is told by both, too.
  const dropped = [...otlp].filter(([identity]) => identity.startsWith('spanmeter_dropped_spans_total{'))
  expect(dropped.reduce((sum, [, value]) => sum + value, 0)).toBe(await spansLost())
})
