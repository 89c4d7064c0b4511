import { afterAll, beforeAll, expect, test } from 'vitest'
import { JaegerApi } from './jaeger-api.ts'
import { OwnMetrics } from './own-metrics.ts'
import { atRest, differences, onlyCumulative } from './paths.ts'
import { PrometheusApi } from './prometheus-api.ts'
import { type ShopStack, startShopStack } from './shop-stack.ts'
import { SpanAccount } from './span-account.ts'
import { sendTraced } from './traced-requests.ts'
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
      // Long enough that what a busy Collector has taken is not counted as lost, and short enough to be given up soon.
      OTEL_EXPORTER_OTLP_TIMEOUT: '3000',
    },
  })
  prometheus = new PrometheusApi(running.stack.prometheus)
  jaeger = new JaegerApi(running.stack.jaeger)
  shop = new OwnMetrics(running.ports.shopMetrics)
})
afterAll(() => running?.stop())

const spansLost = () => shop.series('spanmeter_dropped_spans_total')

test('without an outage every span arrives', async () => {
  const account = await SpanAccount.open(shop)
  const traceIds = await sendTraced(running.ports.shop, 100)
  const { made, lost, inJaeger } = await account.settled(jaeger, traceIds)
  expect(lost).toBe(0)
  expect(inJaeger).toBe(made)
  expect(made).toBeGreaterThanOrEqual(200)
})

test('in an outage longer than its queue lasts, the shop counts exactly the spans that are missing', async () => {
  const account = await SpanAccount.open(shop)
  await running.stack.servers.collector.kill()
  // Every one of these is answered.
  const traceIds = await sendTraced(running.ports.shop, 600)
  await until(
    () => 'the shop has given up spans that it had repeated',
    async () => ((await spansLost()).get('{reason="unreachable"}') ?? 0) > 0 || undefined,
  )
  await running.stack.servers.collector.start()
  const { made, lost, inJaeger } = await account.settled(jaeger, traceIds)
  expect(inJaeger + lost).toBe(made)
  expect(lost).toBeGreaterThan(QUEUE)
  expect((await spansLost()).get('{reason="queue_full"}')).toBeGreaterThan(0)
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
  expect(dropped.reduce((sum, [, value]) => sum + value, 0)).toBe(
    await shop.total('spanmeter_dropped_spans_total'),
  )
})
