import { catalogOf } from 'spanmeter'
import { beforeAll, describe, expect, inject, test } from 'vitest'
import { createPaymentTelemetry } from '../../examples/shop/payments/telemetry.ts'
import { createTelemetry } from '../../examples/shop/telemetry.ts'
import { EXPECTED_METRICS } from '../../examples/shop/testing/expected-metrics.ts'
import { atRest, differences, namesOf, onlyCumulative, type Series, seriesOf } from './paths.ts'
import { PrometheusApi } from './prometheus-api.ts'

const run = inject('run')
const prometheus = new PrometheusApi(run.prometheus)

/** What Prometheus has of the shop by each path, read when nothing moved. */
let scrape: Series
let otlp: Series

beforeAll(async () => {
  ;({ scrape, otlp } = await atRest(prometheus))
})

describe('the shop in Prometheus, at rest', () => {
  test('every counter and histogram series is there on both paths, with the same value', () => {
    expect(differences(onlyCumulative(scrape), onlyCumulative(otlp))).toEqual([])
    console.log(
      `${onlyCumulative(scrape).size} counter and histogram series are equal, of ${scrape.size} in all`,
    )
    expect(onlyCumulative(scrape).size).toBeGreaterThan(1_000)
  })

  test('every request that was sent is counted once on each path', () => {
    for (const series of [scrape, otlp]) {
      const byRoute = [...series].filter(([identity]) => identity.startsWith('shop_http_requests_total{'))
      expect(byRoute.reduce((sum, [, value]) => sum + value, 0)).toBe(run.requests)
    }
    expect(run.load.unanswered).toBe(0)
  })

  test.each(Object.entries(EXPECTED_METRICS))(
    'shop_%s has that name, and its labels, on both paths',
    (name, { type, labels }) => {
      const names =
        type === 'histogram'
          ? ['_bucket', '_sum', '_count'].map((part) => `shop_${name}${part}`)
          : [`shop_${name}`]
      for (const series of [scrape, otlp]) {
        expect(namesOf(series)).toEqual(expect.arrayContaining(names))
        const [first = ''] = [...series.keys()].filter((identity) => identity.startsWith(`${names.at(-1)}{`))
        const keys = [...first.matchAll(/[{,](\w+)=/g)].map(([, key]) => key)
        expect(keys.sort()).toEqual(['instance', 'job', ...labels].sort())
      }
    },
  )

  test('what its catalogs declare is there on both paths, under exactly those names', () => {
    const declared = samplesOf(createTelemetry('shop'))
    expect(declared.length).toBeGreaterThan(Object.keys(EXPECTED_METRICS).length)
    expect(declared).toContain('shop_checkout_duration_seconds_bucket')
    for (const series of [scrape, otlp])
      expect(namesOf(series).filter((name) => name.startsWith('shop_'))).toEqual(declared)
  })

  test('no name is on one path only', () => {
    expect(namesOf(otlp)).toEqual(namesOf(scrape))
  })

  test('what is observed is nearly the same on both paths', () => {
    const observed = [...scrape].filter(([identity]) => !onlyCumulative(scrape).has(identity))
    expect(observed.length).toBeGreaterThan(10)
    for (const [identity, value] of observed) {
      // A second lies between the two readings, in which the windows of rates move on.
      expect(Math.abs((otlp.get(identity) ?? Number.NaN) - value), identity).toBeLessThanOrEqual(
        Math.max(2, value * 0.1),
      )
    }
  })

  test('the payment process, which is not scraped, is there by OTLP', async () => {
    const names = namesOf(await seriesOf(prometheus, 'shop-payments', 'otlp'))
    expect(names).toContain('shop_payments_bank_authorisations_total')
    const declared = samplesOf(createPaymentTelemetry('shop'))
    expect(declared).toEqual(expect.arrayContaining(names.filter((name) => name.startsWith('shop_'))))
    expect(await seriesOf(prometheus, 'shop-payments', 'scrape')).toEqual(new Map())
  })

  test('every target is up', async () => {
    const targets = await prometheus.targetsThatAreUp()
    expect(targets.map(({ labels, health, lastError }) => [labels.job, health, lastError]).sort()).toEqual([
      ['collector', 'up', ''],
      ['jaeger', 'up', ''],
      ['prometheus', 'up', ''],
      ['shop', 'up', ''],
    ])
  })
})

describe('nothing was lost on the way', () => {
  test('the Collector refused nothing, failed to send nothing, and its queues are nearly empty', async () => {
    const lost = await prometheus.query(
      '{job="collector", __name__=~"otelcol_(receiver_refused|receiver_failed|exporter_send_failed|exporter_enqueue_failed)_.*"} > 0',
    )
    expect(lost).toEqual([])
    const full = 'otelcol_exporter_queue_size / otelcol_exporter_queue_capacity'
    const queues = await prometheus.query(full)
    expect(queues.length).toBeGreaterThan(1)
    for (const { value } of queues) expect(value).toBeLessThan(0.1)
  })

  test('the SDK dropped no measurement and swallowed no error', async () => {
    const lost = await prometheus.query(
      '{job="shop", __name__=~"spanmeter_(dropped_.*|swallowed_errors|overflowed_measurements)_total"} > 0',
    )
    expect(lost).toEqual([])
  })
})

/** The names under which a system's declaration is found in Prometheus. */
function samplesOf(system: Parameters<typeof catalogOf>[0]): string[] {
  return catalogOf(system)
    .domains.flatMap(({ metrics }) => metrics)
    .filter(({ emitted }) => emitted)
    .flatMap(({ name, type }) =>
      type === 'histogram' ? ['_bucket', '_count', '_sum'].map((part) => name + part) : [name],
    )
    .sort()
}
