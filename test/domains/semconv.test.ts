import { metrics } from '@opentelemetry/api'
import { AggregationType } from '@opentelemetry/sdk-metrics'
import { expect, test } from 'vitest'
import { defineSystem } from '../../src/catalog/index.ts'
import { http } from '../../src/domains/index.ts'
import { scrape, start, warnings } from '../setup/observability.ts'

const shop = defineSystem({ namespace: 'shop', domains: { http }, semconv: true })
const family = 'http_server_request_duration_seconds'

function serve(): void {
  shop.http.server({ method: 'GET' }, { url_scheme: 'http' }, (operation) =>
    operation.set({ path: '/products/:id', status: 200 }),
  )
}

/** As an instrumentation of HTTP measures the same request. */
function measuredByInstrumentation(): void {
  const meter = metrics.getMeter('@opentelemetry/instrumentation-http')
  meter
    .createHistogram('http.server.request.duration', {
      unit: 's',
      description: 'Duration of HTTP server requests.',
      advice: {
        explicitBucketBoundaries: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5],
      },
    })
    .record(0.2, {
      'http.request.method': 'GET',
      'http.response.status_code': 200,
      'http.route': '/products/:id',
      'url.scheme': 'http',
    })
}

const series =
  '{http_request_method="GET",http_response_status_code="200",http_route="/products/:id",url_scheme="http"}'

test('Prometheus gets the names of the conventions as it gets those of instrumentation', async () => {
  const observability = await start()
  serve()
  const text = await scrape(observability)
  expect(text).toContain(`# TYPE ${family} histogram`)
  expect(text).toContain(`# HELP ${family} Duration of HTTP server requests.`)
  expect(text).toContain(`${family}_count${series} 1`)
  expect(text).toContain('shop_http_request_duration_seconds_count{method="GET",path="/products/:id"} 1')
})

test('what an instrumentation measures as well is exposed once, and warned of', async () => {
  const warned = warnings()
  const observability = await start()
  serve()
  measuredByInstrumentation()
  const lines = (await scrape(observability)).split('\n')
  expect(lines.filter((line) => line.startsWith(`# TYPE ${family}`))).toHaveLength(1)
  expect(lines.filter((line) => line.startsWith(`${family}_count${series}`))).toHaveLength(1)
  expect(warned.filter((text) => text.includes(family))).toHaveLength(1)
})

test('a view drops that of the instrumentation', async () => {
  const aggregation = { type: AggregationType.DROP } as const
  const observability = await start({
    views: [{ meterName: '@opentelemetry/instrumentation-http', aggregation }],
  })
  measuredByInstrumentation()
  expect(await scrape(observability)).not.toContain(family)
  serve()
  measuredByInstrumentation()
  expect(await scrape(observability)).toContain(`${family}_count${series} 1`)
})
