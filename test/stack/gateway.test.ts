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
  expect(gateway.at('processors', 'transform/source', 'metric_statements').value).toEqual([
    'set(datapoint.attributes["source"], "otlp")',
  ])
})

test('spans are redacted before anybody sees them, and metrics are left as they are', () => {
  expect(gateway.at('service', 'pipelines', 'traces', 'processors').value).toEqual([
    'memory_limiter',
    'redaction',
  ])
  expect(gateway.at('service', 'pipelines', 'metrics', 'processors').value).not.toContain('redaction')
  expect(gateway.at('processors', 'redaction', 'summary').value).toBe('silent')
})

describe('redaction', () => {
  const patterns = (key: string) =>
    gateway
      .at('processors', 'redaction', key)
      .items()
      .map(({ value }) => {
        const text = String(value)
        // Go writes its flags into the pattern, JavaScript beside it.
        return new RegExp(text.replace('(?i)', ''), text.startsWith('(?i)') ? 'i' : '')
      })
  const isBlocked = (key: string, value: string) =>
    patterns('blocked_key_patterns').some((pattern) => pattern.test(key)) ||
    patterns('blocked_values').some((pattern) => pattern.test(value))

  test.each([
    ['http.request.header.authorization', 'Basic abc'],
    ['user.password', 'x'],
    ['app.api_key', 'x'],
    ['note', 'card 4111111111111111'],
    ['note', 'anna@example.org wrote'],
    ['note', 'Bearer abc.def'],
    ['note', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln'],
    ['note', 'postgres://shop:hunter2@db/shop'],
  ])('hides %s: %s', (key, value) => {
    expect(isBlocked(key, value)).toBe(true)
  })

  test.each([
    ['http.route', '/products/:id'],
    ['url.full', 'http://127.0.0.1:8080/charges'],
    ['db.query.text', 'SELECT id FROM products WHERE id = $1'],
    ['shop.order.id', '4111111111'],
    ['messaging.message.id', '0198c2f5-11aa-7d3e-8a55-2f0f0d5f9d11'],
  ])('leaves %s: %s', (key, value) => {
    expect(isBlocked(key, value)).toBe(false)
  })
})

test('every exporter batches in its queue, which is on disk, and tries again for half an hour', () => {
  expect(exporters).toHaveLength(2)
  for (const exporter of exporters) {
    expect(exporter.at('sending_queue').value).toMatchObject({
      storage: 'file_storage/queue',
      sizer: 'items',
      batch: { sizer: 'items' },
    })
    expect(exporter.at('sending_queue', 'batch', 'max_size').value).toBeGreaterThan(0)
    expect(exporter.at('retry_on_failure', 'max_elapsed_time').value).toBe('30m')
  }
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
