import { describe, expect, test } from 'vitest'
import { readText, readYaml } from './configuration.ts'

const gateway = readYaml('collector/gateway.yaml')
const pipelines = gateway.at('service', 'pipelines').items()
const exporters = gateway.at('exporters').items()

test('whatever receives limits its memory before anything else', () => {
  const receiving = pipelines.filter((pipeline) =>
    pipeline
      .at('receivers')
      .items()
      .some(({ value }) => value === 'otlp'),
  )
  expect(receiving).toHaveLength(2)
  for (const pipeline of receiving) expect(pipeline.at('processors', 0).value).toBe('memory_limiter')
})

test('a request is at most as large as one batch that leaves, also when it is unpacked', () => {
  const protocols = gateway.at('receivers', 'otlp', 'protocols')
  expect(protocols.at('grpc', 'max_recv_msg_size_mib').value).toBe(8)
  expect(protocols.at('http', 'max_request_body_size').value).toBe(8 * 1024 * 1024)
  expect(protocols.at('http', 'read_timeout').value).toBe('30s')
})

test('every metric that leaves for Prometheus says that it came by OTLP', () => {
  const toPrometheus = pipelines.filter((pipeline) =>
    pipeline
      .at('exporters')
      .items()
      .some(({ value }) => value === 'otlp_http/prometheus'),
  )
  expect(toPrometheus).toHaveLength(2)
  for (const pipeline of toPrometheus) {
    const processors = pipeline.at('processors').items()
    expect(processors.at(-1)?.value).toBe('transform/source')
  }
  const statements = gateway.at('processors', 'transform/source', 'metric_statements').items()
  expect(statements.at(-1)?.at('statements').items().at(-1)?.value).toBe(
    'set(datapoint.attributes["source"], "otlp")',
  )
})

test('a point that Prometheus would refuse with its whole request is left out before', () => {
  const { value } = gateway.at('service', 'pipelines', 'metrics', 'processors')
  expect(value).toEqual(['memory_limiter', 'filter/unacceptable', 'transform/source'])
  const conditions = gateway
    .at('processors', 'filter/unacceptable', 'metric_conditions')
    .items()
    .flatMap((group) => group.at('conditions').items())
    .map((condition) => condition.value)
  expect(conditions).toEqual([
    expect.stringContaining('metric.aggregation_temporality != AGGREGATION_TEMPORALITY_CUMULATIVE'),
    'datapoint.time > Now() + Duration("9m") or datapoint.time < Now() - Duration("29m")',
    'metric.type == METRIC_DATA_TYPE_EXPONENTIAL_HISTOGRAM and datapoint.scale < -4',
    'Len(datapoint.attributes) > 60',
  ])
  const window = readYaml('prometheus/prometheus.yml').at('storage', 'tsdb', 'out_of_order_time_window')
  expect(window.value).toBe('30m')
})

test('spans are redacted before anybody sees them, names and messages too, and metrics are left as they are', () => {
  expect(gateway.at('service', 'pipelines', 'traces', 'processors').value).toEqual([
    'memory_limiter',
    'transform/before_redaction',
    'redaction',
    'transform/after_redaction',
  ])
  expect(gateway.at('service', 'pipelines', 'metrics', 'processors').value).not.toContain('redaction')
  expect(gateway.at('processors', 'redaction').value).toMatchObject({
    redact_all_types: true,
    summary: 'silent',
    ignored_keys: ['service.name', 'service.namespace', 'service.instance.id'],
  })
})

test('statements of one list have one kind, since a list is done once for each of the smallest', () => {
  for (const name of ['transform/before_redaction', 'transform/after_redaction', 'transform/source']) {
    const lists = gateway
      .at('processors', name)
      .items()
      .slice(1)
      .flatMap((statements) => statements.items())
    for (const list of lists) {
      const kinds = [...JSON.stringify(list.value).matchAll(/\((resource|scope|span|spanevent|datapoint)\./g)]
      expect(new Set(kinds.map(([, kind]) => kind)).size).toBe(1)
    }
  }
})

describe('redaction', () => {
  const patterns = (key: string) =>
    gateway
      .at('processors', 'redaction', key)
      .items()
      .map(({ value }) => new RegExp(String(value)))
  const isBlocked = (key: string, value: string) =>
    patterns('blocked_key_patterns').some((pattern) => pattern.test(key)) ||
    patterns('blocked_values').some((pattern) => pattern.test(value))

  test('no pattern ignores case, which would make every span dear', () => {
    for (const key of ['blocked_key_patterns', 'blocked_values'])
      for (const { value } of gateway.at('processors', 'redaction', key).items())
        expect(value).not.toContain('(?i)')
  })

  test.each([
    ['http.request.header.authorization', 'Basic abc'],
    ['http.request.header.Cookie', 'a=b'],
    ['user.password', 'x'],
    ['DB_PASSWORD', 'x'],
    ['app.api_key', 'x'],
    ['clientSecret', 'x'],
    ['refreshToken', 'x'],
    ['x-auth-token', 'x'],
    ['note', 'card 4111111111111111'],
    ['note', '4111-1111-1111-1111'],
    ['note', 'card_5500 0000 0000 0004'],
    ['note', '3782 822463 10005'],
    ['note', 'anna@example.org wrote'],
    ['note', 'Bearer abc.def'],
    ['note', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln'],
    ['note', 'eyJhbGciOiJIUzI1NiJ9.eyJzdW'],
    ['note', 'postgres://shop:hunter2@db/shop'],
    ['note', 'redis://:hunter2@cache:6379'],
    ['note', '{"user":"anna","password":"hunter2"}'],
    ['note', 'Authorization: Basic aHVudGVyMg'],
    ['note', '/callback?access_token=hunter2'],
    ['note', '/callback?a=1&token=hunter2'],
    ['note', 'AKIAIOSFODNN7EXAMPLE'],
    ['note', 'ghp_0123456789abcdefghij'],
    ['note', '-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----'],
  ])('hides %s: %s', (key, value) => {
    expect(isBlocked(key, value)).toBe(true)
  })

  test.each([
    ['http.route', '/products/:id'],
    ['url.full', 'http://127.0.0.1:8080/charges'],
    ['url.full', 'https://example.org:8443/@scope/package?x=1'],
    ['db.query.text', 'SELECT id FROM products WHERE id = $1'],
    ['shop.order.id', '4111111111'],
    ['messaging.message.id', '0198c2f5-11aa-7d3e-8a55-2f0f0d5f9d11'],
    ['messaging.message.id', '41111111-1111-1111-1111-111111111111'],
    ['gen_ai.usage.input_tokens', '412'],
    ['product.ean', '4006381333931'],
    ['exception.message', 'Unexpected token } in JSON at position 3'],
    ['exception.stacktrace', 'Error: no\n    at read (/app/src/a.ts:1:2)'],
  ])('leaves %s: %s', (key, value) => {
    expect(isBlocked(key, value)).toBe(false)
  })
})

test('every exporter batches in its queue, which is on disk, and tries again for half an hour', () => {
  expect(exporters).toHaveLength(2)
  for (const exporter of exporters) {
    expect(exporter.at('sending_queue').value).toMatchObject({
      storage: 'file_storage/queue',
      sizer: 'bytes',
      queue_size: 256 * 1024 * 1024,
      batch: { sizer: 'bytes' },
    })
    const { value: largest } = exporter.at('sending_queue', 'batch', 'max_size')
    expect(largest).toBeGreaterThan(0)
    expect(largest).toBeLessThanOrEqual(8 * 1024 * 1024)
    expect(exporter.at('retry_on_failure', 'max_elapsed_time').value).toBe('30m')
  }
  expect(gateway.at('extensions', 'file_storage/queue').value).toMatchObject({
    recreate: true,
    compaction: { on_start: true, on_rebound: true, cleanup_on_start: true },
  })
  expect(gateway.at('service', 'extensions').value).toEqual(['health_check', 'file_storage/queue'])
})

test('metrics reach Prometheus in their order', () => {
  expect(gateway.at('exporters', 'otlp_http/prometheus', 'sending_queue', 'num_consumers').value).toBe(1)
})

test('spans become metrics with exemplars, named as Jaeger reads them', () => {
  const spanMetrics = gateway.at('connectors', 'span_metrics')
  expect(spanMetrics.at('exemplars', 'enabled').value).toBe(true)
  expect(spanMetrics.at('namespace').value).toBe('traces.span.metrics')
  expect(spanMetrics.at('histogram', 'unit').value).toBe('ms')
  const storage = readYaml('jaeger/config.yaml').at('extensions', 'jaeger_storage', 'metric_backends')
  expect(storage.at('prometheus', 'prometheus').value).toMatchObject({
    normalize_calls: true,
    normalize_duration: true,
  })
})

test('whoever makes up names costs bounded memory, and shares no series with others', () => {
  expect(gateway.at('connectors', 'span_metrics').value).toMatchObject({
    aggregation_cardinality_limit: 2000,
    resource_metrics_cache_size: 500,
    resource_metrics_key_attributes: ['service.name', 'service.namespace', 'service.instance.id'],
  })
})

describe.each(['collector/gateway.yaml', 'jaeger/config.yaml'])('%s', (path) => {
  const text = readText(path)

  test('listens on this machine only, unless the environment says otherwise', () => {
    expect(text).not.toMatch(/0\.0\.0\.0|\[::\]/)
    for (const [, host] of text.matchAll(/\$\{env:\w+_HOST:-([^}]*)\}/g)) expect(host).toBe('127.0.0.1')
  })

  test('has a default for everything that the environment may set', () => {
    expect(text.match(/\$\{env:\w+\}/g)).toBeNull()
    expect(text.match(/\$\{(?!env:)/g)).toBeNull()
  })
})
