import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { LoadGenerator } from '../../examples/shop/load/generator.ts'
import { JaegerApi } from './jaeger-api.ts'
import { OwnMetrics } from './own-metrics.ts'
import { atRest, differences, onlyCumulative, type Path } from './paths.ts'
import { PrometheusApi } from './prometheus-api.ts'
import { type ShopStack, startShopStack } from './shop-stack.ts'
import { sendTraced, spansOf } from './traced-requests.ts'
import { until } from './until.ts'

/** Of Prometheus, which otherwise takes a sample for the newest one for five minutes. */
const LOOKBACK_SECONDS = 8
const LAST_REQUESTS = 30
const PATHS: readonly Path[] = ['scrape', 'otlp']
/** What `increase` may add at the edges of its window, where it has no samples. */
const EXTRAPOLATION = 1.1

let running: ShopStack
let prometheus: PrometheusApi
let shop: OwnMetrics
beforeAll(async () => {
  running = await startShopStack({ prometheus: { flags: [`--query.lookback-delta=${LOOKBACK_SECONDS}s`] } })
  prometheus = new PrometheusApi(running.stack.prometheus)
  shop = new OwnMetrics(running.ports.shopMetrics)
})
afterAll(() => running?.stop())

const nowSeconds = () => Math.ceil(Date.now() / 1_000)
const requests = (path: Path) => `shop_http_requests_total{job="shop", source="${path}"}`
const countedBy = async (path: Path, at: number) =>
  (await prometheus.query(`sum(${requests(path)} @ ${at})`))[0]?.value

async function load(seconds: number): Promise<void> {
  const generator = new LoadGenerator({ host: '127.0.0.1', port: running.ports.shop, rate: 30 })
  generator.start()
  await sleep(seconds * 1_000)
  await generator.stop()
}

async function restOfBothPaths(): Promise<void> {
  const { scrape, otlp } = await atRest(prometheus)
  expect(differences(onlyCumulative(scrape), onlyCumulative(otlp))).toEqual([])
}

/** What is known of a shop that ended and was started again. */
interface Restart {
  readonly from: number
  readonly to: number
  /** When Prometheus first saw that it was away. */
  readonly away: number
  /** Requests that both paths had when the last ones began, and those answered by both processes. */
  readonly settled: number
  readonly answered: number
  readonly traceIds: readonly string[]
}

async function restart(end: () => Promise<void>): Promise<Restart> {
  const from = nowSeconds()
  await load(3)
  await restOfBothPaths()
  const settled = await shop.total('shop_http_requests_total')
  // Answered, and told to nobody yet.
  const traceIds = await sendTraced(running.ports.shop, LAST_REQUESTS)
  await end()
  const ended = Date.now() / 1_000
  const away = await until(
    () => 'Prometheus sees that the shop is away',
    async () => {
      const [seen] = await prometheus.query(`timestamp(up{job="shop"} == 0)`)
      // A scrape may have failed before, by being late.
      return seen === undefined || seen.value < ended ? undefined : Math.ceil(seen.value)
    },
  )
  await sleep((LOOKBACK_SECONDS + 3) * 1_000)
  await running.shop.start()
  // Less than before: whenever the first samples come, they are lower than the last ones.
  await load(1)
  await restOfBothPaths()
  const answered = settled + LAST_REQUESTS + (await shop.total('shop_http_requests_total'))
  const to = nowSeconds()
  return { from, to, away, settled, answered, traceIds }
}

describe.each([
  ['SIGTERM', () => running.shop.end()],
  ['SIGKILL', () => running.shop.kill()],
] as const)('a shop that was ended with %s and started again', (signal, end) => {
  let seen: Restart
  beforeAll(async () => {
    seen = await restart(end)
  })

  test('is down, and up again, under the same instance', async () => {
    const up = async (at: number) => (await prometheus.query(`up{job="shop"} @ ${at}`))[0]?.value
    expect([await up(seen.away), await up(seen.to)]).toEqual([0, 1])
    const all = `last_over_time({__name__=~"shop_.+", job="shop"}[${seen.to - seen.from}s] @ ${seen.to})`
    const instances = await prometheus.query(`count by (instance) (${all})`)
    expect(instances.map(({ labels }) => labels.instance)).toEqual([
      `${hostname()}:${running.ports.shopMetrics}`,
    ])
  })

  test('is gone from the scraped series at once, and from those by OTLP after the look-back of Prometheus', async () => {
    expect(await countedBy('scrape', seen.away)).toBeUndefined()
    expect(await countedBy('otlp', seen.away)).toBeGreaterThan(0)
    expect(await countedBy('otlp', seen.away + LOOKBACK_SECONDS + 1)).toBeUndefined()
  })

  test('has told by OTLP all that it counted when it was asked to end, else what was pushed last', async () => {
    const last = (path: Path) =>
      prometheus
        .query(`sum(last_over_time(${requests(path)}[30s] @ ${seen.away}))`)
        .then(([sum]) => sum?.value)
    const all = seen.settled + LAST_REQUESTS
    for (const path of PATHS) {
      expect(await last(path)).toBeGreaterThanOrEqual(seen.settled)
      expect(await last(path)).toBeLessThanOrEqual(all)
    }
    if (signal === 'SIGTERM') expect(await last('otlp')).toBe(all)
  })

  test('has sent its last spans when it was asked to end; killed, it takes those that waited with it', async () => {
    const spans = await spansOf(new JaegerApi(running.stack.jaeger), seen.traceIds)
    const arrived = new Set(spans.map(({ traceId }) => traceId)).size
    if (signal === 'SIGTERM') expect(arrived).toBe(LAST_REQUESTS)
    else expect(arrived).toBeLessThan(LAST_REQUESTS)
  })

  test.each(PATHS)(
    'has by %s one reset, no negative rate, and no more requests than were answered',
    async (path) => {
      const seconds = seen.to - seen.from
      const window = `${requests(path)}[${seconds}s] @ ${seen.to}`
      const [resets] = await prometheus.query(`max(resets(${window}))`)
      expect(resets?.value).toBe(1)
      const rates = await prometheus.range(`rate(${requests(path)}[5s])`, { ...seen, step: 1 })
      const values = rates.flatMap(({ points }) => points.map(({ value }) => value))
      expect(values.length).toBeGreaterThan(seconds)
      expect(Math.min(...values)).toBeGreaterThanOrEqual(0)
      const [increase] = await prometheus.query(`sum(increase(${window}))`)
      expect(increase?.value).toBeLessThanOrEqual(seen.answered * EXTRAPOLATION)
      expect(increase?.value).toBeGreaterThan(0)
    },
  )
})
