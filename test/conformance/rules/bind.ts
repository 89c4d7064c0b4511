import { createAllowListAttributesProcessor } from '@opentelemetry/sdk-metrics'
import { expect } from 'vitest'
import { section } from '../rule.ts'
import { inSpan } from '../spans.ts'
import { bind } from '../subject.ts'

const { rules, rule } = section('Bind')

export { rules as bindRules }

rule('Every synchronous instrument can be bound', async (subject) => {
  const { meter, metrics } = subject.start()
  bind(meter.createCounter('counter'), { a: 1 }).add(1)
  bind(meter.createUpDownCounter('upDown'), { a: 1 }).add(-1)
  bind(meter.createGauge('gauge'), { a: 1 }).record(3)
  bind(meter.createHistogram('histogram'), { a: 1 }).record(4)
  expect((await metrics()).map(({ dataPoints }) => dataPoints)).toMatchObject([
    [{ attributes: { a: 1 }, value: 1 }],
    [{ attributes: { a: 1 }, value: -1 }],
    [{ attributes: { a: 1 }, value: 3 }],
    [{ attributes: { a: 1 }, value: { count: 1, sum: 4 } }],
  ])
})

rule('Bound and unbound measurements of the same attributes go to the same series', async (subject) => {
  const { meter, point } = subject.start()
  const counter = meter.createCounter('calls')
  counter.add(1, { a: 1, b: 2 })
  bind(counter, { b: 2, a: 1 }).add(2)
  counter.add(4, { b: 2, a: 1 })
  expect(await point('calls')).toMatchObject({ value: 7 })
})

rule('Binding twice gives handles of one series', async (subject) => {
  const { meter, point } = subject.start()
  const counter = meter.createCounter('calls')
  bind(counter, { a: 1 }).add(1)
  bind(counter, { a: 1 }).add(2)
  expect(await point('calls')).toMatchObject({ value: 3 })
})

rule('Binding without attributes is binding the empty set', async (subject) => {
  const { meter, point } = subject.start()
  const counter = meter.createCounter('calls')
  bind(counter).add(1)
  bind(counter, {}).add(2)
  counter.add(4)
  const { attributes, value } = await point('calls')
  expect([attributes, value]).toEqual([{}, 7])
})

rule('Views filter the attributes at bind time', async (subject) => {
  const views = [
    { instrumentName: 'calls', attributesProcessors: [createAllowListAttributesProcessor(['a'])] },
  ]
  const { meter, point } = subject.start({ views })
  const counter = meter.createCounter('calls')
  bind(counter, { a: 1, b: 1 }).add(1)
  bind(counter, { a: 1, b: 2 }).add(2)
  const { attributes, value } = await point('calls')
  expect([attributes, value]).toEqual([{ a: 1 }, 3])
})

rule('The cardinality limit applies at bind time', async (subject) => {
  const { meter, points } = subject.start({
    views: [{ instrumentName: 'calls', aggregationCardinalityLimit: 2 }],
  })
  const counter = meter.createCounter('calls')
  const handles = [1, 2, 3].map((a) => bind(counter, { a }))
  for (const handle of handles) handle.add(1)
  expect((await points('calls')).map(({ attributes, value }) => [attributes, value])).toEqual([
    [{ a: 1 }, 1],
    [{ 'otel.metric.overflow': true }, 2],
  ])
})

rule('A series that was bound but never recorded to is not reported', async (subject) => {
  const { meter, metrics } = subject.start()
  bind(meter.createGauge('temperature'), { room: 'a' })
  expect(await metrics()).toEqual([])
})

rule('A bound instrument validates values as the unbound one does', async (subject) => {
  const { meter, point } = subject.start()
  const bound = bind(meter.createCounter('calls'))
  bound.add(1)
  bound.add(-5)
  bound.add(2)
  expect(await point('calls')).toMatchObject({ value: 3 })
})

rule('The caller may change its attributes object after binding', async (subject) => {
  const { meter, point } = subject.start()
  const attributes = { a: 1 }
  const bound = bind(meter.createCounter('calls'), attributes)
  attributes.a = 2
  bound.add(1)
  expect((await point('calls')).attributes).toEqual({ a: 1 })
})

rule('Measurements through a bound instrument are exemplar candidates', async (subject) => {
  const { meter, point } = subject.start()
  const bound = bind(meter.createHistogram('wait'), { a: 1 })
  const { traceId, spanId } = inSpan((context) => bound.record(3, context))
  expect((await point('wait')).exemplars).toMatchObject([{ value: 3, traceId, spanId }])
})
