import type { ObservableResult } from '@opentelemetry/api'
import { AggregationTemporality } from '@opentelemetry/sdk-metrics'
import { expect } from 'vitest'
import { section } from '../rule.ts'

const { rules, rule } = section('Asynchronous instruments')

export { rules as asynchronousRules }

const { CUMULATIVE, DELTA } = AggregationTemporality

rule('A callback runs once per collection', async (subject) => {
  const { meter, metrics } = subject.start()
  let runs = 0
  meter.createObservableGauge('temperature').addCallback(() => {
    runs++
  })
  await metrics()
  await metrics()
  expect(runs).toBe(2)
})

rule('Observations apply to the reader that collects, and to no other', async (subject) => {
  const { meter, point } = subject.start({ temporalities: [CUMULATIVE, DELTA] })
  let total = 0
  let observing = true
  meter.createObservableUpDownCounter('held').addCallback((observed) => {
    if (observing) observed.observe(total)
  })
  total = 5
  await point('held', 0)
  observing = false
  await expect(point('held', 1)).rejects.toThrow()
})

rule('What is observed outside a callback is ignored', async (subject) => {
  const { meter, metrics, point } = subject.start()
  let kept: ObservableResult | undefined
  meter.createObservableGauge('temperature').addCallback((observed) => {
    kept ??= observed
  })
  await metrics()
  kept?.observe(1)
  expect(await metrics()).toEqual([])
  await expect(point('temperature')).rejects.toThrow()
})

rule('A callback may be asynchronous', async (subject) => {
  const { meter, point } = subject.start()
  meter.createObservableGauge('temperature').addCallback(async (observed) => {
    await Promise.resolve()
    observed.observe(20)
  })
  expect(await point('temperature')).toMatchObject({ value: 20 })
})

rule('A callback that takes longer than the timeout costs its own metrics only', async (subject) => {
  const { meter, result } = subject.start()
  meter.createObservableGauge('hangs').addCallback(() => new Promise(() => undefined))
  meter.createObservableGauge('works').addCallback((observed) => observed.observe(1))
  const { resourceMetrics, errors } = await result(0, 20)
  expect(
    resourceMetrics.scopeMetrics.flatMap(({ metrics }) => metrics.map(({ descriptor }) => descriptor.name)),
  ).toEqual(['works'])
  expect(errors).toHaveLength(1)
})

rule(
  'A callback that never returns does not prevent the collection when the reader sets no timeout',
  async (subject) => {
    const { meter, result } = subject.start()
    meter.createObservableGauge('hangs').addCallback(() => new Promise(() => undefined))
    meter.createCounter('works').add(1)
    const collected = await Promise.race([
      result(),
      new Promise<undefined>((resolve) => setTimeout(resolve, 6_000, undefined).unref()),
    ])
    expect(collected?.resourceMetrics.scopeMetrics[0]?.metrics).toHaveLength(1)
  },
)

rule('A callback that throws costs its own metrics only, and is reported', async (subject) => {
  const { meter, result } = subject.start()
  const failure = new Error('sensor gone')
  meter.createObservableGauge('fails').addCallback((observed) => {
    observed.observe(1)
    throw failure
  })
  meter.createObservableGauge('works').addCallback((observed) => observed.observe(1))
  meter.createCounter('calls').add(1)
  const { resourceMetrics, errors } = await result()
  expect(
    resourceMetrics.scopeMetrics
      .flatMap(({ metrics }) => metrics.map(({ descriptor }) => descriptor.name))
      .sort(),
  ).toEqual(['calls', 'works'])
  expect(errors).toEqual([failure])
})

rule('A series that is no longer observed is no longer reported', async (subject) => {
  const { meter, points } = subject.start()
  let devices = ['a', 'b']
  meter.createObservableGauge('temperature').addCallback((observed) => {
    for (const device of devices) observed.observe(1, { device })
  })
  expect(await points('temperature')).toHaveLength(2)
  devices = ['b']
  expect((await points('temperature')).map(({ attributes }) => attributes.device)).toEqual(['b'])
})

rule('One callback may observe several instruments', async (subject) => {
  const { meter, metrics } = subject.start()
  const used = meter.createObservableGauge('used')
  const free = meter.createObservableGauge('free')
  meter.addBatchObservableCallback(
    (observed) => {
      observed.observe(used, 1)
      observed.observe(free, 2)
    },
    [used, free],
  )
  expect(
    (await metrics()).map(({ descriptor, dataPoints }) => [descriptor.name, dataPoints[0]?.value]),
  ).toEqual([
    ['used', 1],
    ['free', 2],
  ])
})

rule('A callback observes only the instruments it is registered for', async (subject) => {
  const { meter, metrics } = subject.start()
  const used = meter.createObservableGauge('used')
  const other = meter.createObservableGauge('other')
  meter.addBatchObservableCallback(
    (observed) => {
      observed.observe(used, 1)
      observed.observe(other, 2)
    },
    [used],
  )
  expect((await metrics()).map(({ descriptor }) => descriptor.name)).toEqual(['used'])
})

rule('A callback that was removed runs no more', async (subject) => {
  const { meter, metrics } = subject.start()
  const gauge = meter.createObservableGauge('temperature')
  const observe = (observed: ObservableResult) => observed.observe(1)
  gauge.addCallback(observe)
  gauge.removeCallback(observe)
  const batch = () => {
    throw new Error('The batch callback ran.')
  }
  meter.addBatchObservableCallback(batch, [gauge])
  meter.removeBatchObservableCallback(batch, [gauge])
  expect(await metrics()).toEqual([])
})

rule('All callbacks of an instrument count', async (subject) => {
  const { meter, points } = subject.start()
  const gauge = meter.createObservableGauge('temperature')
  gauge.addCallback((observed) => observed.observe(1, { room: 'a' }))
  gauge.addCallback((observed) => observed.observe(2, { room: 'b' }))
  expect((await points('temperature')).map(({ value }) => value)).toEqual([1, 2])
})

rule('The observations of one callback have identical timestamps', async (subject) => {
  const { meter, points } = subject.start()
  meter.createObservableGauge('temperature').addCallback(async (observed) => {
    observed.observe(1, { room: 'a' })
    await new Promise((resolve) => setTimeout(resolve, 5))
    observed.observe(2, { room: 'b' })
  })
  const [a, b] = await points('temperature')
  expect(a?.endTime).toEqual(b?.endTime)
})

rule('Of two observations of one series in a callback, the last counts', async (subject) => {
  const { meter, point } = subject.start()
  meter.createObservableCounter('bytes').addCallback((observed) => {
    observed.observe(1, { a: 1, b: 2 })
    observed.observe(5, { b: 2, a: 1 })
  })
  expect(await point('bytes')).toMatchObject({ value: 5 })
})

rule('A callback may use one attributes object for all observations', async (subject) => {
  const { meter, points } = subject.start()
  meter.createObservableGauge('temperature').addCallback((observed) => {
    const attributes = { room: 'a' }
    observed.observe(1, attributes)
    attributes.room = 'b'
    observed.observe(2, attributes)
  })
  expect((await points('temperature')).map(({ attributes, value }) => [attributes.room, value])).toEqual([
    ['a', 1],
    ['b', 2],
  ])
})

rule('Observable counter, up-down counter and gauge yield sums and a gauge', async (subject) => {
  const { meter, metrics } = subject.start()
  meter.createObservableCounter('counter').addCallback((observed) => observed.observe(1))
  meter.createObservableUpDownCounter('upDown').addCallback((observed) => observed.observe(-1))
  meter.createObservableGauge('gauge').addCallback((observed) => observed.observe(-1))
  expect(await metrics()).toMatchObject([
    { dataPointType: 3, isMonotonic: true },
    { dataPointType: 3, isMonotonic: false },
    { dataPointType: 2 },
  ])
})

rule('Collections of two readers at once do not mix', async (subject) => {
  const { meter, points } = subject.start({ temporalities: [CUMULATIVE, CUMULATIVE] })
  let run = 0
  meter.createObservableGauge('temperature').addCallback(async (observed) => {
    const own = ++run
    await new Promise((resolve) => setTimeout(resolve, own === 1 ? 15 : 5))
    observed.observe(own, { run: own })
  })
  const [first, second] = await Promise.all([points('temperature', 0), points('temperature', 1)])
  expect(first.map(({ value }) => value)).toEqual([1])
  expect(second.map(({ value }) => value)).toEqual([2])
})
