import { SDK_INFO } from '@opentelemetry/core'
import { emptyResource } from '@opentelemetry/resources'
import type { CollectionResult, PushMetricExporter, ResourceMetrics } from '@opentelemetry/sdk-metrics'
import * as sdk from '@opentelemetry/sdk-metrics'
import { expect, test } from 'vitest'
import { AggregationTemporality, DataPointType } from '../../src/points/index.ts'

const time = [1, 0] as [number, number]

/** A collection as a producer of ours hands it over: a histogram whose point carries an exemplar. */
function collected(): CollectionResult {
  const exemplar = { value: 3, time, traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), filteredAttributes: {} }
  const buckets = { boundaries: [1, 5], counts: [0, 1, 0] }
  const point = {
    startTime: time,
    endTime: time,
    attributes: {},
    value: { buckets, sum: 3, count: 1 },
    exemplars: [exemplar],
  }
  const metric = {
    descriptor: { name: 'shop_wait_seconds', description: '', unit: 's', valueType: 1 },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
    dataPointType: DataPointType.HISTOGRAM,
    dataPoints: [point],
  } as const satisfies sdk.MetricData
  return {
    resourceMetrics: {
      resource: emptyResource(),
      scopeMetrics: [{ scope: { name: 'x' }, metrics: [metric] }],
    },
    errors: [],
  }
}

test('the line of the SDK under test is the one that was asked for', () => {
  const line = process.env.SPANMETER_TEST_SDK ?? '2'
  expect(SDK_INFO['telemetry.sdk.version']).toMatch(new RegExp(`^${line}\\.`))
})

test('our enumerations have the numbers of the official ones', () => {
  const numbers = (enumeration: object) =>
    Object.fromEntries(Object.entries(enumeration).filter(([, value]) => typeof value === 'number'))
  expect(DataPointType).toEqual(numbers(sdk.DataPointType))
  expect(AggregationTemporality).toEqual(numbers(sdk.AggregationTemporality))
})

/** The least a reader can be: what our setup collects by. */
class PullReader extends sdk.MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

test('a pull reader hands our points through untouched, exemplars included', async () => {
  const reader = new PullReader()
  const result = collected()
  reader.setMetricProducer({ collect: async () => result })
  const { resourceMetrics, errors } = await reader.collect()
  expect(errors).toEqual([])
  expect(resourceMetrics.scopeMetrics[0]?.metrics[0]).toBe(result.resourceMetrics.scopeMetrics[0]?.metrics[0])
  await reader.shutdown()
})

test('a push reader hands our points to its exporter untouched, exemplars included', async () => {
  const exported: ResourceMetrics[] = []
  const exporter: PushMetricExporter = {
    export: (metrics, done) => {
      exported.push(metrics)
      done({ code: 0 })
    },
    forceFlush: async () => {},
    shutdown: async () => {},
  }
  const reader = new sdk.PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 })
  const result = collected()
  reader.setMetricProducer({ collect: async () => result })
  await reader.forceFlush()
  expect(exported[0]?.scopeMetrics[0]?.metrics[0]).toBe(result.resourceMetrics.scopeMetrics[0]?.metrics[0])
  await reader.shutdown()
})
