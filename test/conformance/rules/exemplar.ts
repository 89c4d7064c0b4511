import { context as contextApi } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import {
  AggregationTemporality,
  AggregationType,
  createAllowListAttributesProcessor,
} from '@opentelemetry/sdk-metrics'
import { expect } from 'vitest'
import { section } from '../rule.ts'
import { inSpan, spanContext } from '../spans.ts'

const { rules, rule } = section('Exemplar')

export { rules as exemplarRules }

rule(
  'TraceBased is the default filter: a measurement in a sampled span becomes an exemplar',
  async (subject) => {
    const { meter, point } = subject.start()
    const { traceId, spanId } = inSpan((context) => meter.createCounter('calls').add(2, { a: 1 }, context))
    const [exemplar, ...more] = (await point('calls')).exemplars ?? []
    expect(more).toEqual([])
    expect(exemplar).toMatchObject({ value: 2, traceId, spanId, filteredAttributes: {} })
    expect(exemplar?.time[0]).toBeCloseTo(Date.now() / 1000, -2)
  },
)

rule('The span is that of the active context where none is given', async (subject) => {
  const { meter, point } = subject.start()
  const { context, span } = spanContext()
  contextApi.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  try {
    contextApi.with(context, () => meter.createCounter('calls').add(1))
  } finally {
    contextApi.disable()
  }
  expect((await point('calls')).exemplars).toMatchObject([{ traceId: span.traceId, spanId: span.spanId }])
})

rule('TraceBased takes nothing outside a sampled span', async (subject) => {
  const { meter, point } = subject.start()
  const { context } = spanContext({ sampled: false })
  meter.createCounter('outside').add(1)
  meter.createCounter('unsampled').add(1, {}, context)
  for (const name of ['outside', 'unsampled']) expect((await point(name)).exemplars ?? []).toEqual([])
  inSpan((sampled) => meter.createCounter('sampled').add(1, {}, sampled))
  expect((await point('sampled')).exemplars).toHaveLength(1)
})

rule('AlwaysOn takes measurements outside a span', async (subject) => {
  const { meter, point } = subject.start({ exemplarFilter: 'always_on' })
  meter.createCounter('calls').add(7)
  expect((await point('calls')).exemplars).toMatchObject([{ value: 7 }])
})

rule('AlwaysOff takes none', async (subject) => {
  const { meter, point } = subject.start({ exemplarFilter: 'always_off' })
  inSpan((context) => meter.createHistogram('wait').record(1, {}, context))
  expect((await point('wait')).exemplars ?? []).toEqual([])
  // That nothing is taken says something only where something could have been.
  const on = subject.start({ exemplarFilter: 'always_on' })
  on.meter.createHistogram('wait').record(1)
  expect((await on.point('wait')).exemplars).toHaveLength(1)
})

rule('A histogram keeps one exemplar per bucket, of a value in that bucket', async (subject) => {
  const { meter, point } = subject.start()
  const histogram = meter.createHistogram('wait', { advice: { explicitBucketBoundaries: [1, 10, 100] } })
  for (let i = 0; i < 200; i++) {
    inSpan((context) => {
      for (const value of [0.5, 5, 50]) histogram.record(value, {}, context)
    })
  }
  expect((await point('wait')).exemplars?.map(({ value }) => value)).toEqual([0.5, 5, 50])
})

rule('An exponential histogram keeps up to twenty exemplars', async (subject) => {
  const { meter, point } = subject.start({
    views: [{ instrumentName: 'wait', aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM } }],
  })
  const histogram = meter.createHistogram('wait')
  for (let i = 1; i <= 1000; i++) inSpan((context) => histogram.record(i, {}, context))
  expect((await point('wait')).exemplars).toHaveLength(20)
})

rule('Other aggregations keep one exemplar', async (subject) => {
  const { meter, point } = subject.start()
  const counter = meter.createCounter('calls')
  for (let i = 1; i <= 100; i++) inSpan((context) => counter.add(i, {}, context))
  expect((await point('calls')).exemplars).toHaveLength(1)
})

rule('An exemplar has the attributes that a view took off', async (subject) => {
  const views = [
    { instrumentName: 'calls', attributesProcessors: [createAllowListAttributesProcessor(['a'])] },
  ]
  const { meter, point } = subject.start({ views })
  inSpan((context) => meter.createCounter('calls').add(1, { a: 1, user: 'x', n: [1, 2] }, context))
  const { attributes, exemplars } = await point('calls')
  expect(attributes).toEqual({ a: 1 })
  expect(exemplars?.map((each) => each.filteredAttributes)).toEqual([{ user: 'x', n: [1, 2] }])
})

rule('An exemplar of the overflow series has all attributes of its measurement', async (subject) => {
  const { meter, points } = subject.start({
    views: [{ instrumentName: 'calls', aggregationCardinalityLimit: 1 }],
  })
  inSpan((context) => meter.createCounter('calls').add(1, { user: 'x' }, context))
  expect((await points('calls')).map(({ exemplars }) => exemplars?.[0]?.filteredAttributes)).toEqual([
    { user: 'x' },
  ])
})

rule('Exemplars of a delta point are from its interval', async (subject) => {
  const { meter, point } = subject.start({ temporalities: [AggregationTemporality.DELTA] })
  const histogram = meter.createHistogram('wait')
  inSpan((context) => histogram.record(1, {}, context))
  expect((await point('wait')).exemplars).toHaveLength(1)
  histogram.record(1)
  expect((await point('wait')).exemplars ?? []).toEqual([])
})

rule('Exemplars are renewed from collection to collection', async (subject) => {
  const { meter, point } = subject.start()
  const counter = meter.createCounter('calls')
  for (let i = 0; i < 1000; i++) inSpan((context) => counter.add(1, {}, context))
  await point('calls')
  inSpan((context) => counter.add(5, {}, context))
  expect((await point('calls')).exemplars).toMatchObject([{ value: 5 }])
})
