import { beforeAll, describe, expect, inject, test } from 'vitest'
import { JaegerApi, type JaegerSpan } from './jaeger-api.ts'
import { bucketsOf, isOf, lasted, timedOperations } from './operations.ts'
import { type Exemplar, numberOf, PrometheusApi } from './prometheus-api.ts'
import { until } from './until.ts'

const run = inject('run')
const prometheus = new PrometheusApi(run.prometheus)
const jaeger = new JaegerApi(run.jaeger)

describe.each(['scrape', 'otlp'])('exemplars of the shop that came by %s', (path) => {
  let exemplars: Exemplar[] = []
  /** By span id. */
  const spans = new Map<string, JaegerSpan>()

  /** On one line: what was measured, and the span that it leads to. */
  const described = (exemplar: Exemplar) =>
    `${JSON.stringify(exemplar)} leads to ${JSON.stringify(spans.get(exemplar.spanId))}`

  beforeAll(async () => {
    const shop = `{__name__=~"shop_.+", job="shop", source="${path}"}`
    exemplars = await prometheus.exemplars(shop, new Date(run.started))
    // The last spans leave some seconds after their measurements.
    await until(
      () => 'Jaeger has the spans of all exemplars',
      async () => {
        const missing = exemplars.filter(({ spanId }) => !spans.has(spanId))
        for (const traceId of new Set(missing.map((exemplar) => exemplar.traceId)))
          for (const span of await jaeger.trace(traceId)) spans.set(span.spanId, span)
        return missing.length === 0 || undefined
      },
    ).catch(() => undefined)
    console.log(`${exemplars.length} exemplars by ${path}, ${spans.size} spans in their traces`)
  })

  test('are there for counters and histograms', () => {
    const names = new Set(exemplars.map(({ series }) => series.__name__))
    expect(names).toContain('shop_http_requests_total')
    expect(names).toContain('shop_http_request_duration_seconds_bucket')
    expect(names).toContain('shop_database_query_duration_seconds_bucket')
    expect(exemplars.length).toBeGreaterThan(200)
  })

  test('lead, every one of them, to a span that Jaeger has in that trace', () => {
    const lost = exemplars.filter(({ spanId, traceId }) => spans.get(spanId)?.traceId !== traceId)
    expect(lost).toEqual([])
  })

  test('lie in their bucket', () => {
    const inBuckets = exemplars.filter(({ series }) => series.le !== undefined)
    expect(inBuckets.length).toBeGreaterThan(100)
    const outside = inBuckets.filter(({ series, value }) => {
      const upper = numberOf(series.le ?? '')
      const below = bucketsOf(series.__name__ ?? '').filter((bound) => bound < upper)
      return value > upper || value <= Math.max(...below)
    })
    expect(outside.map(described)).toEqual([])
  })

  test.each(timedOperations())('of $metric are the durations of spans of $operation', (timed) => {
    const timers = timedOperations().filter(({ metric }) => metric === timed.metric)
    const found = exemplars.filter(({ series }) => series.__name__ === `${timed.metric}_bucket`)
    expect(found.length).toBeGreaterThan(0)
    const wrong = found.filter(({ series, spanId, value }) => {
      const span = spans.get(spanId)
      return span === undefined || !lasted(span, value) || !timers.some((one) => isOf(span, series, one))
    })
    expect(wrong.map(described)).toEqual([])
  })

  test('of the durations of all operations are durations of spans', () => {
    const found = exemplars.filter(({ series }) => series.__name__ === 'shop_span_duration_seconds_bucket')
    expect(new Set(found.map(({ series }) => series.operation)).size).toBeGreaterThan(5)
    const wrong = found.filter(({ spanId, value }) => {
      const span = spans.get(spanId)
      return span === undefined || !lasted(span, value)
    })
    expect(wrong.map(described)).toEqual([])
  })
})

test("metrics of spans have exemplars, and fill Jaeger's monitor", async () => {
  const query = 'traces_span_metrics_duration_milliseconds_bucket{job="shop"}'
  const exemplars = await prometheus.exemplars(query, new Date(run.started))
  expect(exemplars.length).toBeGreaterThan(10)
  expect(Math.max(...(await jaeger.calls('shop')))).toBeGreaterThan(0)
})
