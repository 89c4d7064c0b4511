import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ObservabilityOptions } from '../options.ts'
import { readConfiguration } from './read-configuration.ts'
import type { Environment } from './variables.ts'

function warned(environment: Environment, options: ObservabilityOptions = {}) {
  const { configuration, warnings } = readConfiguration(options, environment)
  expect(warnings).toHaveLength(1)
  return { configuration, warning: warnings[0] }
}

test.each<[Environment, string]>([
  [
    { OTEL_BSP_SCHEDULE_DELAY: 'soon' },
    'OTEL_BSP_SCHEDULE_DELAY is "soon", which is not a whole number from 0 to 2147483647: 5000 is used instead.',
  ],
  [
    { OTEL_METRIC_EXPORT_INTERVAL: '0' },
    'OTEL_METRIC_EXPORT_INTERVAL is "0", which is not a whole number from 1 to 2147483647: 60000 is used instead.',
  ],
  [
    { OTEL_METRIC_EXPORT_INTERVAL: '10', OTEL_METRIC_EXPORT_TIMEOUT: '20' },
    'OTEL_METRIC_EXPORT_TIMEOUT is 20, longer than the 10 ms between two exports: 10 is used instead.',
  ],
  [
    { OTEL_EXPORTER_PROMETHEUS_PORT: '99999' },
    'OTEL_EXPORTER_PROMETHEUS_PORT is "99999", which is not a whole number from 0 to 65535: 9464 is used instead.',
  ],
  [
    { OTEL_TRACES_SAMPLER: 'sometimes' },
    'OTEL_TRACES_SAMPLER is "sometimes", which is not one of always_on, always_off, traceidratio, parentbased_always_on, parentbased_always_off, parentbased_traceidratio: parentbased_always_on is used instead.',
  ],
  [
    { OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '7' },
    'OTEL_TRACES_SAMPLER_ARG is "7", which is not a number from 0 to 1: 1 is used instead.',
  ],
  [
    { OTEL_TRACES_EXPORTER: 'zipkin' },
    'OTEL_TRACES_EXPORTER is "zipkin", but "zipkin" is not one of otlp, console, none: none is used instead.',
  ],
  [
    { OTEL_METRICS_EXPORTER: 'otlp,statsd' },
    'OTEL_METRICS_EXPORTER is "otlp,statsd", but "statsd" is not one of otlp, prometheus, console, none: otlp is used instead.',
  ],
  [
    { OTEL_PROPAGATORS: 'b3' },
    'OTEL_PROPAGATORS is "b3", but "b3" is not one of tracecontext, baggage, none (others are given by the option propagators): tracecontext,baggage is used instead.',
  ],
  [
    { OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'grpc' },
    'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL is "grpc", which is not one of http/protobuf, http/json (gRPC is not included; a Collector takes OTLP over HTTP on port 4318 by default): http/protobuf is used instead.',
  ],
  [
    { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'collector:4318', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:1' },
    'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT is "collector:4318", which is not an address that starts with http:// or https://: http://c:1 is used instead.',
  ],
  [
    { OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'authorization=Bearer%ZZ' },
    'OTEL_EXPORTER_OTLP_TRACES_HEADERS is set, which is not a list of key=value pairs with commas between them, whose , and = and % are percent-encoded: nothing is used instead.',
  ],
  [
    { OTEL_RESOURCE_ATTRIBUTES: 'team' },
    'OTEL_RESOURCE_ATTRIBUTES is "team", which is not a list of key=value pairs with commas between them, whose , and = and % are percent-encoded: no attribute is used instead.',
  ],
  [
    { METRICS_ENABLED: 'constructor' },
    'METRICS_ENABLED is "constructor", which is not true or false: true is used instead.',
  ],
  [{ METRICS_ENABLED: 'no' }, 'METRICS_ENABLED is "no", which is not true or false: true is used instead.'],
  [
    { OTEL_SDK_DISABLED: '1' },
    'OTEL_SDK_DISABLED is "1", which is not true or false: false is used instead.',
  ],
  [
    { OTEL_METRICS_EXEMPLAR_FILTER: 'all' },
    'OTEL_METRICS_EXEMPLAR_FILTER is "all", which is not one of trace_based, always_on, always_off: trace_based is used instead.',
  ],
  [
    { OTEL_LOG_LEVEL: 'loud' },
    'OTEL_LOG_LEVEL is "loud", which is not one of none, error, warn, info, debug, verbose, all: warn is used instead.',
  ],
  [
    { OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '30', OTEL_BSP_MAX_QUEUE_SIZE: '20' },
    'OTEL_BSP_MAX_EXPORT_BATCH_SIZE is "30", more than the queue holds: 20 is used instead.',
  ],
  [
    { OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: '-1' },
    'OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT is "-1", which is not a whole number from 0 up: no limit is used instead.',
  ],
])('a wrong value gets one warning with variable, value and what is used: %j', (environment, expected) => {
  expect(warned(environment).warning).toBe(expected)
})

test('a variable that both signals read is warned of once', () => {
  expect(warned({ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }).warning).toMatch(
    /^OTEL_EXPORTER_OTLP_PROTOCOL is "grpc"/,
  )
  expect(warned({ OTEL_EXPORTER_OTLP_ENDPOINT: 'collector' }).warning).toMatch(
    /http:\/\/localhost:4318 is used instead/,
  )
})

test('a wrong option gets one warning too, and the variable counts', () => {
  const { configuration, warning } = warned(
    { OTEL_EXPORTER_PROMETHEUS_PORT: '9000' },
    { metrics: { port: -1 } },
  )
  expect(configuration.metrics.endpoint.port).toBe(9000)
  expect(warning).toBe(
    'The option metrics.port is -1, which is not a whole number from 0 to 65535: 9000 is used instead.',
  )
})

test('a secret is not in a warning', () => {
  const { warning } = warned({}, { metrics: { token: ' ' } })
  expect(warning).toBe(
    'The option metrics.token is given, which is not a text that is not empty: nothing is used instead.',
  )
})

const names = [
  'OTEL_SDK_DISABLED',
  'OTEL_LOG_LEVEL',
  'OTEL_SERVICE_NAME',
  'OTEL_RESOURCE_ATTRIBUTES',
  'OTEL_PROPAGATORS',
  'METRICS_ENABLED',
  'OTEL_TRACES_SAMPLER',
  'OTEL_TRACES_SAMPLER_ARG',
  'OTEL_TRACES_EXPORTER',
  'OTEL_METRICS_EXPORTER',
  'OTEL_METRICS_EXEMPLAR_FILTER',
  'OTEL_METRIC_EXPORT_INTERVAL',
  'OTEL_METRIC_EXPORT_TIMEOUT',
  'OTEL_EXPORTER_PROMETHEUS_HOST',
  'OTEL_EXPORTER_PROMETHEUS_PORT',
  ...['SCHEDULE_DELAY', 'EXPORT_TIMEOUT', 'MAX_QUEUE_SIZE', 'MAX_EXPORT_BATCH_SIZE'].map(
    (name) => `OTEL_BSP_${name}`,
  ),
  ...['ENDPOINT', 'HEADERS', 'PROTOCOL', 'COMPRESSION', 'TIMEOUT', 'CERTIFICATE'].flatMap((name) => [
    `OTEL_EXPORTER_OTLP_${name}`,
    `OTEL_EXPORTER_OTLP_METRICS_${name}`,
    `OTEL_EXPORTER_OTLP_TRACES_${name}`,
  ]),
  'OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE',
  'OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION',
  ...['ATTRIBUTE_VALUE_LENGTH', 'ATTRIBUTE_COUNT', 'SPAN_EVENT_COUNT'].map((name) => `OTEL_${name}_LIMIT`),
]

test('an empty variable, or one of spaces, is an unset one', () => {
  for (const value of ['', '   ']) {
    const environment = Object.fromEntries(names.map((name) => [name, value]))
    expect(readConfiguration({}, environment)).toEqual(readConfiguration({}, {}))
  }
})

test('no environment makes it throw, and what it decides is always usable', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('NaN', '1e999', '-0', 'none', 'otlp', 'http://', '%', ',=,', '__proto__=1'),
  )
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...names), text), (environment) => {
      const { metrics, traces } = readConfiguration({}, environment).configuration
      expect(metrics.exportTimeoutMillis).toBeGreaterThan(0)
      expect(metrics.exportTimeoutMillis).toBeLessThanOrEqual(metrics.exportIntervalMillis)
      expect(traces.batch.maxExportBatchSize).toBeLessThanOrEqual(traces.batch.maxQueueSize)
      expect(URL.canParse(metrics.otlp.url) && URL.canParse(traces.otlp.url)).toBe(true)
    }),
    { numRuns: 500 },
  )
})
