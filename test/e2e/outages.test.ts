import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { LoadGenerator } from '../../examples/shop/load/generator.ts'
import { JaegerApi, type JaegerSpan } from './jaeger-api.ts'
import { atRest, differences, onlyCumulative } from './paths.ts'
import { PrometheusApi } from './prometheus-api.ts'
import { type ShopStack, startShopStack } from './shop-stack.ts'
import { until } from './until.ts'

const OUTAGE_MS = 6_000

let running: ShopStack
let prometheus: PrometheusApi
beforeAll(async () => {
  running = await startShopStack()
  prometheus = new PrometheusApi(running.stack.prometheus)
})
afterAll(() => running?.stop())

/** Kills a server under load and starts it again; gives the time from which to which it was away. */
async function outage(
  server: 'collector' | 'prometheus' | 'jaeger',
  meanwhile: () => Promise<unknown> = async () => {},
): Promise<{ from: Date; to: Date }> {
  const load = new LoadGenerator({ port: running.ports.shop, rate: 20 })
  load.start()
  await sleep(3_000)
  await running.stack.servers[server].kill()
  const from = new Date()
  await meanwhile()
  await sleep(OUTAGE_MS)
  const to = new Date()
  await running.stack.servers[server].start()
  await sleep(2_000)
  await load.stop()
  expect(load.totals().unanswered).toBe(0)
  return { from, to }
}

async function expectEqualPaths(): Promise<void> {
  const { scrape, otlp } = await atRest(prometheus)
  expect(differences(onlyCumulative(scrape), onlyCumulative(otlp))).toEqual([])
  expect(onlyCumulative(scrape).size).toBeGreaterThan(500)
}

/** A request whose trace is known. */
async function traced(): Promise<string> {
  const traceId = randomBytes(16).toString('hex')
  const response = await fetch(`http://127.0.0.1:${running.ports.shop}/products`, {
    headers: { traceparent: `00-${traceId}-${randomBytes(8).toString('hex')}-01` },
  })
  expect(response.status).toBe(200)
  await response.arrayBuffer()
  return traceId
}

function arrived(jaeger: JaegerApi, traceId: string): Promise<JaegerSpan[]> {
  return until(
    () => `Jaeger has the trace ${traceId}`,
    async () => {
      const found = await jaeger.trace(traceId)
      return found.length > 1 ? found : undefined
    },
    30,
  )
}

test('a Collector that was killed under load loses nothing of the totals, and traces of a short outage arrive late', async () => {
  const traceIds: string[] = []
  await outage('collector', async () => {
    for (let sent = 0; sent < 10; sent++) traceIds.push(await traced())
  })
  await expectEqualPaths()
  const jaeger = new JaegerApi(running.stack.jaeger)
  for (const traceId of traceIds) await arrived(jaeger, traceId)
})

test('what was measured while Prometheus was away is in it afterwards, from the queue of the Collector', async () => {
  const { from, to } = await outage('prometheus')
  await expectEqualPaths()
  const seconds = Math.floor((to.getTime() - from.getTime()) / 1_000)
  const at = Math.floor(to.getTime() / 1_000)
  const during = (source: string) =>
    prometheus.query(
      `max(count_over_time(shop_http_requests_total{job="shop", source="${source}"}[${seconds - 1}s] @ ${at}))`,
    )
  // A scrape that did not take place cannot be made up for.
  expect(await during('scrape')).toEqual([])
  const [replayed] = await during('otlp')
  expect(replayed?.value).toBeGreaterThanOrEqual(seconds - 3)
})

test('a trace that was made while Jaeger was away is in it afterwards', async () => {
  let traceId = ''
  await outage('jaeger', async () => {
    traceId = await traced()
  })
  const jaeger = new JaegerApi(running.stack.jaeger)
  const spans = await arrived(jaeger, traceId)
  expect(spans.map(({ name }) => name)).toContain('GET /products')
})
