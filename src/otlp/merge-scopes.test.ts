import { describe, expect, test } from 'vitest'
import { BoundMeterProvider } from '../instruments/index.ts'
import {
  AggregationTemporality,
  type CollectionResult,
  type MetricData,
  type ResourceMetrics,
} from '../points/index.ts'
import { mergeScopes } from './merge-scopes.ts'

/** A provider, and what a reader of it collects. */
function provider(temporality: AggregationTemporality = AggregationTemporality.CUMULATIVE) {
  let producer: { collect(): Promise<CollectionResult> } | undefined
  const meterProvider = new BoundMeterProvider({
    readers: [
      {
        setMetricProducer: (given) => {
          producer = given
        },
        selectAggregationTemporality: () => temporality,
        forceFlush: async () => {},
        shutdown: async () => {},
      },
    ],
  })
  const collect = async (): Promise<ResourceMetrics> => {
    if (producer === undefined) throw new Error('The reader was given no producer.')
    return (await producer.collect()).resourceMetrics
  }
  return { meterProvider, collect }
}

function pointsByName({ scopeMetrics }: ResourceMetrics) {
  return scopeMetrics.flatMap(({ scope, metrics }) =>
    metrics.map((metric: MetricData) => ({
      scope: scope.name,
      name: metric.descriptor.name,
      points: metric.dataPoints.map(({ attributes, value }) => ({ attributes, value })),
    })),
  )
}

describe('metrics of one name in several scopes', () => {
  test('are left as they are, unread, where names differ', async () => {
    const { meterProvider, collect } = provider()
    meterProvider.getMeter('one').createCounter('a').add(1)
    meterProvider.getMeter('two').createCounter('b').add(2)
    const collection = await collect()
    expect(mergeScopes(collection)).toBe(collection)
  })

  test('are added series by series when they are sums', async () => {
    const { meterProvider, collect } = provider()
    const [one, two] = ['one', 'two'].map((scope) => meterProvider.getMeter(scope).createCounter('jobs'))
    one?.add(1, { kind: 'a', code: 200 })
    one?.add(2, { kind: 'b' })
    two?.add(10, { code: '200', kind: 'a' })
    two?.add(5, { kind: 'c' })
    expect(pointsByName(mergeScopes(await collect()))).toEqual([
      {
        scope: 'one',
        name: 'jobs',
        points: [
          { attributes: { kind: 'a', code: 200 }, value: 11 },
          { attributes: { kind: 'b' }, value: 2 },
          { attributes: { kind: 'c' }, value: 5 },
        ],
      },
    ])
  })

  test('are added as deltas too, each once', async () => {
    const { meterProvider, collect } = provider(AggregationTemporality.DELTA)
    const [one, two] = ['one', 'two'].map((scope) => meterProvider.getMeter(scope).createCounter('jobs'))
    one?.add(1)
    two?.add(2)
    expect(pointsByName(mergeScopes(await collect()))[0]?.points).toEqual([{ attributes: {}, value: 3 }])
    two?.add(4)
    expect(pointsByName(mergeScopes(await collect()))[0]?.points).toEqual([{ attributes: {}, value: 4 }])
  })

  test('begin when the first began and end when the last was read', async () => {
    const sum = (start: number, end: number): MetricData => ({
      descriptor: { name: 'jobs', description: '', unit: '', valueType: 1 },
      aggregationTemporality: AggregationTemporality.CUMULATIVE,
      dataPointType: 3,
      isMonotonic: true,
      dataPoints: [{ attributes: {}, value: 1, startTime: [start, 0], endTime: [end, 0] }],
    })
    const scopeMetrics = [
      { scope: { name: 'one' }, metrics: [sum(20, 30)] },
      { scope: { name: 'two' }, metrics: [sum(10, 40)] },
    ]
    const [merged] =
      mergeScopes({ resource: { attributes: {} }, scopeMetrics }).scopeMetrics[0]?.metrics ?? []
    expect(merged?.dataPoints).toEqual([{ attributes: {}, value: 2, startTime: [10, 0], endTime: [40, 0] }])
  })

  test('of other kinds stay as the first has them', async () => {
    const { meterProvider, collect } = provider()
    meterProvider.getMeter('one').createGauge('load').record(1)
    meterProvider.getMeter('two').createGauge('load').record(2)
    meterProvider.getMeter('one').createCounter('mixed').add(3)
    meterProvider.getMeter('two').createUpDownCounter('mixed').add(4)
    expect(pointsByName(mergeScopes(await collect()))).toEqual([
      { scope: 'one', name: 'load', points: [{ attributes: {}, value: 1 }] },
      { scope: 'one', name: 'mixed', points: [{ attributes: {}, value: 3 }] },
    ])
  })
})
