import { expect } from 'vitest'
import { section } from '../rule.ts'
import { warningsOf } from '../subject.ts'

const { rules, rule } = section('Duplicate instrument registration')

export { rules as registrationRules }

rule('Identical instruments are aggregated together, without a warning', async (subject) => {
  const { meter, point } = subject.start()
  const warnings = await warningsOf(() => {
    meter.createCounter('calls', { unit: '1', description: 'Calls' }).add(1)
    meter.createCounter('calls', { unit: '1', description: 'Calls' }).add(2)
  })
  expect(warnings).toEqual([])
  expect(await point('calls')).toMatchObject({ value: 3 })
})

rule('Names are case-insensitive: the first-seen name is used', async (subject) => {
  const { meter, point } = subject.start()
  meter.createCounter('Calls').add(1)
  meter.createCounter('calls').add(2)
  expect(await point('Calls')).toMatchObject({ value: 3 })
})

rule('A second casing of a name is warned of', async (subject) => {
  const { meter } = subject.start()
  meter.createCounter('Calls')
  expect(await warningsOf(() => void meter.createCounter('calls'))).not.toEqual([])
})

rule('Instruments of one name and different units are warned of, and both work', async (subject) => {
  const { meter, metrics } = subject.start()
  const warnings = await warningsOf(() => {
    meter.createCounter('size', { unit: 'By' }).add(1)
    meter.createCounter('size', { unit: 'kBy' }).add(2)
  })
  expect(warnings).not.toEqual([])
  expect(
    (await metrics()).map(({ descriptor, dataPoints }) => [descriptor.unit, dataPoints[0]?.value]),
  ).toEqual([
    ['By', 1],
    ['kBy', 2],
  ])
})

rule('Instruments of one name and different kinds are warned of, and both work', async (subject) => {
  const { meter, metrics } = subject.start()
  const warnings = await warningsOf(() => {
    meter.createCounter('size').add(1)
    meter.createUpDownCounter('size').add(-2)
  })
  expect(warnings).not.toEqual([])
  expect((await metrics()).map(({ dataPoints }) => dataPoints[0]?.value)).toEqual([1, -2])
})

rule('Of different descriptions, the longer is used, with a warning', async (subject) => {
  const { meter, metric } = subject.start()
  const warnings = await warningsOf(() => {
    meter.createCounter('calls', { description: 'Calls' }).add(1)
    meter.createCounter('calls', { description: 'All calls' }).add(2)
  })
  expect(warnings).not.toEqual([])
  const { descriptor, dataPoints } = await metric('calls')
  expect(descriptor.description).toBe('All calls')
  expect(dataPoints).toMatchObject([{ value: 3 }])
})

rule('A description set by a view avoids the warning', async (subject) => {
  const { meter, metric } = subject.start({
    views: [{ instrumentName: 'calls', description: 'By the view' }],
  })
  const warnings = await warningsOf(() => {
    meter.createCounter('calls', { description: 'Calls' }).add(1)
    meter.createCounter('calls', { description: 'All calls' }).add(2)
  })
  expect(warnings).toEqual([])
  expect((await metric('calls')).descriptor.description).toBe('By the view')
})

rule('A view that renames one of two conflicting instruments avoids the warning', async (subject) => {
  const views = [{ instrumentName: 'size', instrumentUnit: 'kBy', name: 'size.kilo' }]
  const { meter, metrics } = subject.start({ views })
  const warnings = await warningsOf(() => {
    meter.createCounter('size', { unit: 'By' }).add(1)
    meter.createCounter('size', { unit: 'kBy' }).add(2)
  })
  expect(warnings).toEqual([])
  expect((await metrics()).map(({ descriptor }) => descriptor.name).sort()).toEqual(['size', 'size.kilo'])
})

rule('Of different advisory parameters, the first-seen are used, with a warning', async (subject) => {
  const { meter, point } = subject.start()
  const warnings = await warningsOf(() => {
    meter.createHistogram('wait', { advice: { explicitBucketBoundaries: [1] } }).record(1)
    meter.createHistogram('wait', { advice: { explicitBucketBoundaries: [2] } }).record(1)
  })
  expect(warnings).not.toEqual([])
  expect(await point('wait')).toMatchObject({ value: { count: 2, buckets: { boundaries: [1] } } })
})

rule('Instruments of one name in different scopes do not conflict, and stay apart', async (subject) => {
  const { provider, metrics } = subject.start()
  const warnings = await warningsOf(() => {
    provider.getMeter('a').createCounter('calls').add(1)
    provider.getMeter('a', '2').createCounter('calls').add(2)
    provider.getMeter('a', '2', { schemaUrl: 'https://example.com' }).createHistogram('calls').record(3)
  })
  expect(warnings).toEqual([])
  expect(await metrics()).toHaveLength(3)
})
