import type { Meter } from '@opentelemetry/api'
import { AggregationTemporality, createAllowListAttributesProcessor } from '@opentelemetry/sdk-metrics'
import { expect } from 'vitest'
import type { AnyPoint } from '../../../src/points/index.ts'
import { section } from '../rule.ts'

const { rules, rule } = section('Cardinality limits')

export { rules as cardinalityRules }

const OVERFLOW = 'otel.metric.overflow'

function addUsers(meter: Meter, from: number, to: number): void {
  const counter = meter.createCounter('calls')
  for (let user = from; user < to; user++) counter.add(1, { user })
}

function total(points: readonly AnyPoint[]): number {
  return points.reduce((sum, { value }) => sum + (value as number), 0)
}

rule(
  'Measurements past the limit go to a series with the only attribute otel.metric.overflow = true',
  async (subject) => {
    const { meter, points } = subject.start({
      views: [{ instrumentName: 'calls', aggregationCardinalityLimit: 4 }],
    })
    addUsers(meter, 0, 10)
    const all = await points('calls')
    expect(all).toHaveLength(4)
    expect(all.filter(({ attributes }) => OVERFLOW in attributes)).toMatchObject([
      { attributes: { [OVERFLOW]: true }, value: 7 },
    ])
  },
)

rule('The limit is 2000 where nobody sets one', async (subject) => {
  const { meter, points } = subject.start()
  addUsers(meter, 0, 1999)
  expect((await points('calls')).filter(({ attributes }) => OVERFLOW in attributes)).toEqual([])
  addUsers(meter, 1999, 3000)
  const overflow = (await points('calls')).filter(({ attributes }) => OVERFLOW in attributes)
  expect(overflow).toHaveLength(1)
})

rule('The limit of the view comes before that of the reader', async (subject) => {
  const { meter, points } = subject.start({
    views: [{ instrumentName: 'calls', aggregationCardinalityLimit: 5 }],
    readerLimit: 3,
  })
  addUsers(meter, 0, 10)
  expect(await points('calls')).toHaveLength(5)
})

rule('The limit of the reader holds where no view sets one', async (subject) => {
  const { meter, points } = subject.start({ readerLimit: 3 })
  addUsers(meter, 0, 10)
  expect(await points('calls')).toHaveLength(3)
})

rule('Every measurement is in exactly one series', async (subject) => {
  const { meter, points } = subject.start({
    views: [{ instrumentName: 'calls', aggregationCardinalityLimit: 7 }],
  })
  addUsers(meter, 0, 20)
  addUsers(meter, 0, 20)
  expect(total(await points('calls'))).toBe(40)
})

rule('Series from before the overflow stay exact', async (subject) => {
  const { meter, points } = subject.start({
    views: [{ instrumentName: 'calls', aggregationCardinalityLimit: 3 }],
  })
  addUsers(meter, 0, 10)
  addUsers(meter, 0, 2)
  const named = (await points('calls')).filter(({ attributes }) => !(OVERFLOW in attributes))
  expect(named.map(({ attributes, value }) => [attributes.user, value])).toEqual([
    [0, 2],
    [1, 2],
  ])
})

rule(
  'The limit is a hard one: a collection never has more points, however many there were',
  async (subject) => {
    const { meter, points } = subject.start({
      views: [{ instrumentName: 'calls', aggregationCardinalityLimit: 4 }],
    })
    addUsers(meter, 0, 10)
    await points('calls')
    addUsers(meter, 10, 20)
    expect((await points('calls')).length).toBeLessThanOrEqual(4)
  },
)

rule('The limit applies after a view has filtered the attributes', async (subject) => {
  const { meter, points } = subject.start({
    views: [
      {
        instrumentName: 'calls',
        attributesProcessors: [createAllowListAttributesProcessor(['status'])],
        aggregationCardinalityLimit: 3,
      },
    ],
  })
  const counter = meter.createCounter('calls')
  for (let user = 0; user < 10; user++) counter.add(1, { user, status: user % 2 })
  expect((await points('calls')).map(({ attributes, value }) => [attributes, value])).toEqual([
    [{ status: 0 }, 5],
    [{ status: 1 }, 5],
  ])
})

rule('The limit holds for delta readers, and loses nothing', async (subject) => {
  const { meter, points } = subject.start({
    views: [{ instrumentName: 'calls', aggregationCardinalityLimit: 4 }],
    temporalities: [AggregationTemporality.DELTA],
  })
  addUsers(meter, 0, 10)
  const first = await points('calls')
  addUsers(meter, 0, 10)
  const second = await points('calls')
  expect([first.length, total(first), second.length, total(second)]).toEqual([4, 10, 4, 10])
})

rule('An asynchronous instrument keeps the series that its callback observes first', async (subject) => {
  const { meter, points } = subject.start({
    views: [{ instrumentName: 'bytes', aggregationCardinalityLimit: 3 }],
  })
  meter.createObservableCounter('bytes').addCallback((observed) => {
    for (let device = 0; device < 6; device++) observed.observe(10, { device })
  })
  for (let collection = 0; collection < 2; collection++) {
    expect((await points('bytes')).map(({ attributes, value }) => [attributes, value])).toEqual([
      [{ device: 0 }, 10],
      [{ device: 1 }, 10],
      [{ [OVERFLOW]: true }, 40],
    ])
  }
})
