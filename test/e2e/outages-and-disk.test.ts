import { readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { JaegerApi } from './jaeger-api.ts'
import { OwnMetrics } from './own-metrics.ts'
import { atRest, differences, onlyCumulative } from './paths.ts'
import { PrometheusApi } from './prometheus-api.ts'
import { type ShopStack, startShopStack } from './shop-stack.ts'
import { SpanAccount } from './span-account.ts'
import { sendTraced } from './traced-requests.ts'
import { until } from './until.ts'

/** A queue on disk that holds what comes within a few seconds. */
const holding = (bytes: number) => ({
  sending_queue: { queue_size: bytes, batch: { min_size: 1_000, max_size: bytes } },
})

let running: ShopStack
let prometheus: PrometheusApi
let shop: OwnMetrics
let collector: OwnMetrics
beforeAll(async () => {
  running = await startShopStack({
    shopEnv: { OTEL_EXPORTER_OTLP_TIMEOUT: '3000', OTEL_BSP_SCHEDULE_DELAY: '200' },
    collector: {
      overlay: {
        exporters: { 'otlp_grpc/jaeger': holding(30_000), 'otlp_http/prometheus': holding(150_000) },
      },
    },
  })
  prometheus = new PrometheusApi(running.stack.prometheus)
  shop = new OwnMetrics(running.ports.shopMetrics)
  collector = new OwnMetrics(running.ports.collectorMetrics)
})
afterAll(() => running?.stop())

const queueFolder = () => join(running.stack.folder, 'collector-queue')

async function expectEqualPaths(): Promise<void> {
  const { scrape, otlp } = await atRest(prometheus)
  expect(differences(onlyCumulative(scrape), onlyCumulative(otlp))).toEqual([])
}

test('a full queue on disk is told of by the Collector, and what it sends back is counted in the shop', async () => {
  const { servers, jaeger } = running.stack
  const account = await SpanAccount.open(shop)
  await Promise.all([servers.prometheus.kill(), servers.jaeger.kill()])
  const traceIds: string[] = []
  const refused = (items: string) => collector.total(`otelcol_exporter_enqueue_failed_${items}_total`)
  const given = async () => {
    const dropped = await shop.series('spanmeter_dropped_spans_total')
    return dropped.get('{reason="unavailable"}') ?? 0
  }
  await until(
    () => 'both queues are full, and the shop has given up spans that were sent back',
    async () => {
      traceIds.push(...(await sendTraced(running.ports.shop, 20)))
      const counts = await Promise.all([refused('spans'), refused('metric_points'), given()])
      return counts.every((count) => count > 0) ? true : undefined
    },
  )
  await Promise.all([servers.prometheus.start(), servers.jaeger.start()])
  await expectEqualPaths()
  const { made, lost, inJaeger } = await account.settled(new JaegerApi(jaeger), traceIds)
  expect(inJaeger + lost).toBe(made)
})

test('a damaged queue on disk keeps the Collector from starting, and it says why; without the file it starts', async () => {
  const { servers } = running.stack
  await servers.prometheus.kill()
  await sendTraced(running.ports.shop, 20)
  await sleep(2_000)
  await servers.collector.kill()
  for (const file of readdirSync(queueFolder())) {
    writeFileSync(join(queueFolder(), file), 'not a database'.repeat(10_000))
  }
  await expect(servers.collector.start()).rejects.toThrow(/collector ended by itself[\s\S]*invalid database/)
  rmSync(queueFolder(), { recursive: true })
  await servers.collector.start()
  await servers.prometheus.start()
  await expectEqualPaths()
})

test('a folder that cannot hold the queue keeps the Collector from starting, and it says why', async () => {
  const { collector: server } = running.stack.servers
  await server.kill()
  rmSync(`${queueFolder()}-aside`, { recursive: true, force: true })
  renameSync(queueFolder(), `${queueFolder()}-aside`)
  writeFileSync(queueFolder(), 'a file where a folder should be')
  await expect(server.start()).rejects.toThrow(/collector-queue is not a directory/)
  await sendTraced(running.ports.shop, 20)
  rmSync(queueFolder())
  renameSync(`${queueFolder()}-aside`, queueFolder())
  await server.start()
  await expectEqualPaths()
})
