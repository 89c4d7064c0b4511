import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { LoadGenerator } from '../../examples/shop/load/generator.ts'
import { JaegerApi } from './jaeger-api.ts'
import { OwnMetrics } from './own-metrics.ts'
import { atRest, differences, onlyCumulative } from './paths.ts'
import { PrometheusApi } from './prometheus-api.ts'
import { type ShopStack, startShopStack } from './shop-stack.ts'
import { sendTraced } from './traced-requests.ts'
import { until } from './until.ts'

const OUTAGE_MS = 5_000
/** Of the Collector: what it misses is repeated, the last time at least ten seconds after the first. */
const COLLECTOR_OUTAGE_MS = 3_000

let running: ShopStack
let prometheus: PrometheusApi
let jaeger: JaegerApi
let shop: OwnMetrics
let collector: OwnMetrics
beforeAll(async () => {
  // A Collector that starts on a busy machine takes some of the time that it may be away.
  running = await startShopStack({
    shopEnv: { OTEL_BSP_SCHEDULE_DELAY: '500', OTEL_EXPORTER_OTLP_TIMEOUT: '30000' },
  })
  prometheus = new PrometheusApi(running.stack.prometheus)
  jaeger = new JaegerApi(running.stack.jaeger)
  shop = new OwnMetrics(running.ports.shopMetrics)
  collector = new OwnMetrics(running.ports.collectorMetrics)
})
afterAll(() => running?.stop())

/** Every request is answered while this goes on. */
async function underLoad(meanwhile: () => Promise<unknown>): Promise<void> {
  const load = new LoadGenerator({ host: '127.0.0.1', port: running.ports.shop, rate: 20 })
  load.start()
  await sleep(2_000)
  await meanwhile()
  await sleep(1_000)
  await load.stop()
  expect(load.totals().unanswered).toBe(0)
  expect(load.totals().skipped).toBe(0)
}

async function expectEqualPaths(): Promise<void> {
  const { scrape, otlp } = await atRest(prometheus)
  expect(differences(onlyCumulative(scrape), onlyCumulative(otlp))).toEqual([])
  expect(onlyCumulative(scrape).size).toBeGreaterThan(500)
}

/** How many samples one series got between two times, by a path; `undefined` when there are none. */
async function samplesBetween(from: Date, to: Date, source: string): Promise<number | undefined> {
  const seconds = Math.floor((to.getTime() - from.getTime()) / 1_000)
  const at = Math.floor(to.getTime() / 1_000)
  const [most] = await prometheus.query(
    `max(count_over_time(shop_http_requests_total{job="shop", source="${source}"}[${seconds - 1}s] @ ${at}))`,
  )
  return most?.value
}

/** Resolves once the span of the request is there, which ends last, and those below it. */
async function arrived(traceId: string): Promise<void> {
  await until(
    () => `Jaeger has the trace ${traceId}`,
    async () => {
      const found = await jaeger.trace(traceId)
      return (found.length > 1 && found.some(({ name }) => name === 'GET /products')) || undefined
    },
  )
}

test('a Collector that is killed, and back within seconds, loses no total and no span', async () => {
  const traceIds: string[] = []
  await underLoad(async () => {
    await running.stack.servers.collector.kill()
    traceIds.push(...(await sendTraced(running.ports.shop, 20)))
    await sleep(COLLECTOR_OUTAGE_MS)
    await running.stack.servers.collector.start()
  })
  await expectEqualPaths()
  for (const traceId of traceIds) await arrived(traceId)
  expect(await shop.total('spanmeter_dropped_spans_total')).toBe(0)
})

test('what was pushed while Prometheus was away is in it afterwards, though the Collector that kept it was killed', async () => {
  let from = new Date()
  let to = from
  await underLoad(async () => {
    await running.stack.servers.prometheus.kill()
    from = new Date()
    await sleep(OUTAGE_MS)
    to = new Date()
    await running.stack.servers.collector.kill()
    await running.stack.servers.collector.start()
    await sleep(1_000)
    await running.stack.servers.prometheus.start()
  })
  await expectEqualPaths()
  // A scrape that did not take place cannot be made up for.
  expect(await samplesBetween(from, to, 'scrape')).toBeUndefined()
  // One per second, but for those at the edges and any for which the machine had no time.
  expect(await samplesBetween(from, to, 'otlp')).toBeGreaterThanOrEqual(2)
})

test('a trace made while Jaeger was away is in it afterwards, though the Collector that kept it was killed', async () => {
  const accepted = () => collector.total('otelcol_receiver_accepted_spans_total')
  let traceId: string | undefined
  await underLoad(async () => {
    await running.stack.servers.jaeger.kill()
    const before = await accepted()
    ;[traceId] = await sendTraced(running.ports.shop, 1)
    await until(
      () => 'the Collector has taken the trace',
      async () => ((await accepted()) > before + 30 ? true : undefined),
    )
    await running.stack.servers.collector.kill()
    await running.stack.servers.collector.start()
    await sleep(1_000)
    await running.stack.servers.jaeger.start()
  })
  await arrived(traceId ?? '')
  await expectEqualPaths()
})

test('a Prometheus that hangs harms neither the shop nor the totals', async () => {
  const dropped = () => shop.total('spanmeter_dropped_points_total')
  const before = await dropped()
  await underLoad(async () => {
    running.stack.servers.prometheus.signal('SIGSTOP')
    await sleep(OUTAGE_MS)
    running.stack.servers.prometheus.signal('SIGCONT')
  })
  await expectEqualPaths()
  expect(await dropped()).toBe(before)
})
