import { AggregationTemporality, InstrumentType } from '@opentelemetry/sdk-metrics'
import { expect } from 'vitest'
import { pause } from '../pause.ts'
import { section } from '../rule.ts'

const { rules, rule } = section('Temporality')

export { rules as temporalityRules }

const { CUMULATIVE, DELTA } = AggregationTemporality

rule('Temporality is selected by instrument kind', async (subject) => {
  const { meter, metric } = subject.start({
    temporalities: [(type) => (type === InstrumentType.COUNTER ? DELTA : CUMULATIVE)],
  })
  meter.createCounter('calls').add(1)
  meter.createHistogram('wait').record(1)
  expect((await metric('calls')).aggregationTemporality).toBe(DELTA)
  meter.createCounter('calls').add(1)
  expect((await metric('wait')).aggregationTemporality).toBe(CUMULATIVE)
})

rule('Cumulative points hold everything since the start, whose time does not change', async (subject) => {
  const { meter, point } = subject.start()
  const counter = meter.createCounter('calls')
  counter.add(1)
  const first = await point('calls')
  await pause()
  counter.add(2)
  const second = await point('calls')
  expect(second).toMatchObject({ value: 3, startTime: first.startTime })
  expect(second.endTime).not.toEqual(first.endTime)
})

rule('A cumulative series is reported again when nothing was recorded', async (subject) => {
  const { meter, point } = subject.start()
  meter.createCounter('calls').add(1)
  await point('calls')
  expect(await point('calls')).toMatchObject({ value: 1 })
})

rule('Delta points hold what was recorded since the last collection', async (subject) => {
  const { meter, point } = subject.start({ temporalities: [DELTA] })
  const counter = meter.createCounter('calls')
  counter.add(1)
  expect(await point('calls')).toMatchObject({ value: 1 })
  counter.add(2)
  expect(await point('calls')).toMatchObject({ value: 2 })
})

rule('A delta point begins where the one before it ended', async (subject) => {
  const { meter, point } = subject.start({ temporalities: [DELTA] })
  const counter = meter.createCounter('calls')
  counter.add(1)
  const first = await point('calls')
  await pause()
  counter.add(1)
  expect((await point('calls')).startTime).toEqual(first.endTime)
})

rule('A delta reader gets no point of a series without a measurement in its interval', async (subject) => {
  const { meter, point, metrics } = subject.start({ temporalities: [DELTA] })
  const counter = meter.createCounter('calls')
  counter.add(1, { page: 'a' })
  await point('calls')
  expect(await metrics()).toEqual([])
  counter.add(1, { page: 'b' })
  expect(await point('calls')).toMatchObject({ attributes: { page: 'b' } })
})

rule('Readers do not disturb each other', async (subject) => {
  const { meter, point } = subject.start({ temporalities: [DELTA, CUMULATIVE, DELTA] })
  const counter = meter.createCounter('calls')
  counter.add(1)
  expect(await point('calls', 0)).toMatchObject({ value: 1 })
  counter.add(2)
  expect(await point('calls', 0)).toMatchObject({ value: 2 })
  expect(await point('calls', 1)).toMatchObject({ value: 3 })
  expect(await point('calls', 2)).toMatchObject({ value: 3 })
})

rule('The minimum and maximum of a delta histogram are those of its interval', async (subject) => {
  const { meter, point } = subject.start({ temporalities: [DELTA, DELTA, CUMULATIVE] })
  const histogram = meter.createHistogram('wait')
  histogram.record(1)
  histogram.record(9)
  await point('wait', 0)
  histogram.record(5)
  expect(await point('wait', 0)).toMatchObject({ value: { min: 5, max: 5, count: 1, sum: 5 } })
  expect(await point('wait', 1)).toMatchObject({ value: { min: 1, max: 9, count: 3, sum: 15 } })
  expect(await point('wait', 2)).toMatchObject({ value: { min: 1, max: 9, count: 3, sum: 15 } })
})

rule('Delta of an exponential histogram is what was recorded since the last collection', async (subject) => {
  const { meter, point } = subject.start({
    temporalities: [DELTA],
    views: [{ instrumentName: 'wait', aggregation: { type: 5 } }],
  })
  const histogram = meter.createHistogram('wait')
  histogram.record(1)
  histogram.record(1000)
  await point('wait')
  histogram.record(1)
  const { value } = await point('wait')
  expect(value).toMatchObject({ count: 1, sum: 1, min: 1, max: 1, positive: { bucketCounts: [1] } })
})

rule('An observed value is the cumulative one: a delta reader gets the difference', async (subject) => {
  const { meter, point } = subject.start({ temporalities: [DELTA, CUMULATIVE] })
  let total = 10
  meter.createObservableCounter('bytes').addCallback((observed) => observed.observe(total))
  expect(await point('bytes', 0)).toMatchObject({ value: 10 })
  total = 25
  expect(await point('bytes', 0)).toMatchObject({ value: 15 })
  expect(await point('bytes', 1)).toMatchObject({ value: 25 })
})
