import { expect, test } from 'vitest'
import type { ObservabilityOptions } from '../options.ts'
import { type Configuration, readConfiguration } from './read-configuration.ts'
import type { Environment } from './variables.ts'

function read(environment: Environment, options: ObservabilityOptions = {}): Configuration {
  const { configuration, warnings } = readConfiguration(options, environment)
  expect(warnings).toEqual([])
  return configuration
}

test('without options and variables, metrics are served on loopback and nothing is sent', () => {
  const { metrics, traces, disabled, shutdownTimeoutMillis } = read({})
  expect(disabled).toBe(false)
  expect(shutdownTimeoutMillis).toBe(5000)
  expect(traces.exporters).toEqual([])
  expect(traces.sampler).toEqual({ root: 'always_on', parentBased: true })
  expect(traces.batch).toEqual({
    scheduledDelayMillis: 5000,
    exportTimeoutMillis: 30_000,
    maxQueueSize: 2048,
    maxExportBatchSize: 512,
  })
  expect(metrics).toMatchObject({
    enabled: true,
    exporters: ['prometheus'],
    exemplarFilter: 'trace_based',
    exportIntervalMillis: 60_000,
    exportTimeoutMillis: 30_000,
    endpoint: { host: '127.0.0.1', port: 9464, path: '/metrics', server: true },
  })
  expect(metrics.otlp).toMatchObject({
    url: 'http://localhost:4318/v1/metrics',
    protocol: 'http/protobuf',
    compression: 'none',
    timeoutMillis: 10_000,
    temporality: 'cumulative',
  })
})

test('an OTLP endpoint turns the sending of traces and metrics on, beside Prometheus', () => {
  const { metrics, traces } = read({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318/' })
  expect(metrics.exporters).toEqual(['prometheus', 'otlp'].sort().reverse())
  expect(traces.exporters).toEqual(['otlp'])
  expect(metrics.otlp.url).toBe('http://collector:4318/v1/metrics')
  expect(traces.otlp.url).toBe('http://collector:4318/v1/traces')
})

test('an endpoint of one signal concerns that signal only, and is taken as it is', () => {
  const { metrics, traces } = read({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://collector:4318/custom' })
  expect(traces.otlp.url).toBe('http://collector:4318/custom')
  expect(traces.exporters).toEqual(['otlp'])
  expect(metrics.exporters).toEqual(['prometheus'])
})

test('an endpoint keeps its own path in front of the signal path', () => {
  expect(read({ OTEL_EXPORTER_OTLP_ENDPOINT: 'https://host/otlp' }).traces.otlp.url).toBe(
    'https://host/otlp/v1/traces',
  )
})

test.each<[string, Environment, (configuration: Configuration) => unknown, unknown]>([
  [
    'exporters by name',
    { OTEL_METRICS_EXPORTER: 'otlp, console' },
    (c) => c.metrics.exporters,
    ['otlp', 'console'],
  ],
  ['no exporter', { OTEL_METRICS_EXPORTER: 'none' }, (c) => c.metrics.exporters, []],
  [
    'trace exporters',
    { OTEL_TRACES_EXPORTER: 'otlp,console' },
    (c) => c.traces.exporters,
    ['otlp', 'console'],
  ],
  [
    'host and port',
    { OTEL_EXPORTER_PROMETHEUS_HOST: '0.0.0.0', OTEL_EXPORTER_PROMETHEUS_PORT: '0' },
    (c) => [c.metrics.endpoint.host, c.metrics.endpoint.port],
    ['0.0.0.0', 0],
  ],
  [
    'interval and timeout',
    { OTEL_METRIC_EXPORT_INTERVAL: '1000', OTEL_METRIC_EXPORT_TIMEOUT: '500' },
    (c) => [c.metrics.exportIntervalMillis, c.metrics.exportTimeoutMillis],
    [1000, 500],
  ],
  [
    'a short interval shortens the default timeout',
    { OTEL_METRIC_EXPORT_INTERVAL: '1000' },
    (c) => c.metrics.exportTimeoutMillis,
    1000,
  ],
  [
    'exemplar filter',
    { OTEL_METRICS_EXEMPLAR_FILTER: 'ALWAYS_ON' },
    (c) => c.metrics.exemplarFilter,
    'always_on',
  ],
  ['metrics off', { METRICS_ENABLED: 'false' }, (c) => [c.metrics.enabled, c.disabled], [false, false]],
  ['all off', { OTEL_SDK_DISABLED: 'True' }, (c) => c.disabled, true],
  ['log level', { OTEL_LOG_LEVEL: 'debug' }, (c) => c.logLevel, 'debug'],
  ['propagators', { OTEL_PROPAGATORS: 'baggage,baggage' }, (c) => c.propagators, ['baggage']],
  ['no propagator', { OTEL_PROPAGATORS: 'none' }, (c) => c.propagators, []],
  [
    'temporality',
    { OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'Delta' },
    (c) => c.metrics.otlp.temporality,
    'delta',
  ],
  [
    'histogram aggregation',
    {
      OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION: 'BASE2_EXPONENTIAL_BUCKET_HISTOGRAM',
    },
    (c) => c.metrics.otlp.histogramAggregation,
    'base2_exponential_bucket_histogram',
  ],
  [
    'a ratio sampler',
    { OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.25' },
    (c) => c.traces.sampler,
    { root: { ratio: 0.25 }, parentBased: false },
  ],
  [
    'a ratio sampler without a ratio',
    { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio' },
    (c) => c.traces.sampler,
    { root: { ratio: 1 }, parentBased: true },
  ],
  [
    'a sampler that is off',
    { OTEL_TRACES_SAMPLER: 'always_off' },
    (c) => c.traces.sampler,
    { root: 'always_off', parentBased: false },
  ],
  [
    'batches',
    { OTEL_BSP_SCHEDULE_DELAY: '10', OTEL_BSP_MAX_QUEUE_SIZE: '20', OTEL_BSP_EXPORT_TIMEOUT: '30' },
    (c) => c.traces.batch,
    { scheduledDelayMillis: 10, exportTimeoutMillis: 30, maxQueueSize: 20, maxExportBatchSize: 20 },
  ],
  [
    'span limits before the common ones',
    {
      OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: '3',
      OTEL_ATTRIBUTE_COUNT_LIMIT: '4',
      OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: '5',
    },
    (c) => [c.traces.limits.attributeCountLimit, c.traces.limits.attributeValueLengthLimit],
    [3, 5],
  ],
  [
    'event and link limits',
    {
      OTEL_SPAN_EVENT_COUNT_LIMIT: '1',
      OTEL_SPAN_LINK_COUNT_LIMIT: '2',
      OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT: '3',
      OTEL_LINK_ATTRIBUTE_COUNT_LIMIT: '4',
    },
    (c) => c.traces.limits,
    {
      attributeValueLengthLimit: Number.POSITIVE_INFINITY,
      attributeCountLimit: 128,
      eventCountLimit: 1,
      linkCountLimit: 2,
      attributePerEventCountLimit: 3,
      attributePerLinkCountLimit: 4,
    },
  ],
  [
    'protocols by signal',
    { OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json', OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/protobuf' },
    (c) => [c.metrics.otlp.protocol, c.traces.otlp.protocol],
    ['http/json', 'http/protobuf'],
  ],
  [
    'compression and timeout by signal',
    { OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip', OTEL_EXPORTER_OTLP_METRICS_TIMEOUT: '7' },
    (c) => [c.traces.otlp.compression, c.metrics.otlp.timeoutMillis, c.traces.otlp.timeoutMillis],
    ['gzip', 7, 10_000],
  ],
  [
    'headers of both variables',
    { OTEL_EXPORTER_OTLP_HEADERS: 'api-key=a%2Cb,x=1', OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'x=2' },
    (c) => [c.metrics.otlp.headers, c.traces.otlp.headers],
    [
      { 'api-key': 'a,b', x: '1' },
      { 'api-key': 'a,b', x: '2' },
    ],
  ],
  [
    'TLS files',
    { OTEL_EXPORTER_OTLP_CERTIFICATE: '/ca.pem', OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY: '/key.pem' },
    (c) => [c.metrics.otlp.tls, c.traces.otlp.tls],
    [{ certificate: '/ca.pem' }, { certificate: '/ca.pem', clientKey: '/key.pem' }],
  ],
])('variables: %s', (_name, environment, pick, expected) => {
  expect(pick(read(environment))).toEqual(expected)
})

test('resource attributes are percent-decoded; the service name has an order', () => {
  const listed = { OTEL_RESOURCE_ATTRIBUTES: ' service.name=listed , team=a%2Cb%3Dc%20d,empty=' }
  expect(read(listed).resource).toMatchObject({ 'service.name': 'listed', team: 'a,b=c d', empty: '' })
  const named = { ...listed, OTEL_SERVICE_NAME: 'named' }
  expect(read(named).resource['service.name']).toBe('named')
  expect(read(named, { resource: { 'service.name': 'given' } }).resource['service.name']).toBe('given')
  expect(read(named, { serviceName: 'option' }).resource['service.name']).toBe('option')
  expect(read({}).resource['service.name']).toMatch(/^unknown_service:/)
})

test('options win over variables', () => {
  const environment = {
    OTEL_SDK_DISABLED: 'true',
    METRICS_ENABLED: 'false',
    OTEL_METRICS_EXPORTER: 'none',
    OTEL_TRACES_EXPORTER: 'none',
    OTEL_EXPORTER_PROMETHEUS_PORT: '1',
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://variable',
    OTEL_EXPORTER_OTLP_HEADERS: 'a=1,b=2',
    OTEL_METRICS_EXEMPLAR_FILTER: 'always_off',
  }
  const { disabled, metrics, traces } = read(environment, {
    disabled: false,
    exemplarFilter: 'always_on',
    metrics: { enabled: true, exporters: ['otlp'], port: 2, path: '/m', token: 't', server: false },
    traces: { exporters: ['console'] },
    otlp: { endpoint: 'http://option', headers: { b: '3' } },
  })
  expect(disabled).toBe(false)
  expect(traces.exporters).toEqual(['console'])
  expect(metrics).toMatchObject({ enabled: true, exporters: ['otlp'], exemplarFilter: 'always_on' })
  expect(metrics.endpoint).toEqual({ host: '127.0.0.1', port: 2, path: '/m', token: 't', server: false })
  expect(metrics.otlp).toMatchObject({ url: 'http://option/v1/metrics', headers: { a: '1', b: '3' } })
})
