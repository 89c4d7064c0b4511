import { beforeEach, describe, expect, it } from 'vitest'
import { meterProviders, type Recording, record } from '../../../test/domains/recording.ts'
import { droppedAttributes, droppedMeasurements } from '../../guard/index.ts'
import { LabelledMeter } from './index.ts'
import type { LabelDeclaration, MetricDeclaration } from './types.ts'

const label = (key: string, more: Partial<LabelDeclaration> = {}): LabelDeclaration => ({
  key,
  attribute: key,
  ...more,
})

const declare = (
  type: MetricDeclaration['type'],
  labels: readonly LabelDeclaration[],
  more: Partial<MetricDeclaration> = {},
): MetricDeclaration => ({ type, name: 'm', description: 'What is measured', unit: '', labels, ...more })

describe.each(meterProviders)('labelled metrics on %s', (provider) => {
  let recording: Recording
  let meter: LabelledMeter
  const samples = async () => Object.fromEntries(await recording.samples())

  beforeEach(() => {
    recording = record(provider)
    meter = new LabelledMeter({ scope: { name: 'test' }, meterProvider: recording.meterProvider })
  })

  it('create the instrument under its whole name, with unit, description and buckets', async () => {
    const histogram = meter.histogram(
      declare('histogram', [], { name: 'd_seconds', unit: 's', buckets: [0.1, 1] }),
    )
    histogram.record(0.5, {})
    const [metric] = await recording.metrics()
    expect(metric?.descriptor).toMatchObject({
      name: 'd_seconds',
      unit: 's',
      description: 'What is measured',
    })
    expect(metric?.dataPoints[0]?.value).toMatchObject({
      buckets: { boundaries: [0.1, 1], counts: [0, 1, 0] },
    })
  })

  it('add up by label values, bound or not, in whatever order the labels are given', async () => {
    const counter = meter.counter(declare('counter', [label('method'), label('status')]))
    counter.add(1, { method: 'GET', status: '200' })
    counter.add(2, { status: '200', method: 'GET' })
    counter.bind({ method: 'GET', status: '200' }).add(4)
    counter.add(8, { method: 'PUT', status: '200' })
    expect(await samples()).toEqual({ 'm{method="GET",status="200"}': 7, 'm{method="PUT",status="200"}': 8 })
  })

  it('go up and down', async () => {
    const open = meter.upDownCounter(declare('upDownCounter', [label('pool')]))
    open.add(3, { pool: 'a' })
    open.bind({ pool: 'a' }).add(-2)
    expect(await samples()).toEqual({ 'm{pool="a"}': 1 })
  })

  it('export label values as strings: 200 and "200" are one series, true and "true" as well', async () => {
    const counter = meter.counter(declare('counter', [label('a')]))
    for (const a of [200, '200', 200, true, 'true', -0, 0, '0']) counter.add(1, { a })
    expect(await samples()).toEqual({ 'm{a="200"}': 3, 'm{a="true"}': 2, 'm{a="0"}': 3 })
    const [metric] = await recording.metrics()
    const types = metric?.dataPoints.map((point) => typeof point.attributes.a)
    expect(types).toEqual(['string', 'string', 'string'])
  })

  it('leave a missing, undefined or empty label off', async () => {
    const counter = meter.counter(declare('counter', [label('a'), label('b')]))
    counter.add(1, { b: 'x' } as never)
    counter.add(1, { a: undefined, b: 'x' } as never)
    counter.add(1, { a: null, b: 'x' } as never)
    counter.add(1, { a: '', b: 'x' })
    counter.add(1, undefined as never)
    expect(await samples()).toEqual({ 'm{b="x"}': 4, m: 1 })
  })

  it('drop and count labels that nobody declared, every time, and keep the measurement', async () => {
    const counter = meter.counter(declare('counter', [label('a'), label('b')]))
    const before = droppedAttributes().get('unknown_label') ?? 0
    for (let round = 0; round < 3; round++) counter.add(1, { a: 'x', b: 'y', user: 'u1' } as never)
    counter.add(1, { a: 'x', user: 'u1' } as never)
    expect(await samples()).toEqual({ 'm{a="x",b="y"}': 3, 'm{a="x"}': 1 })
    expect((droppedAttributes().get('unknown_label') ?? 0) - before).toBe(4)
  })

  it('record a value outside a closed set as _OTHER', async () => {
    const counter = meter.counter(declare('counter', [label('method', { values: ['GET', 'PUT'] })]))
    for (const method of ['GET', 'BREW', 'get', 'BREW']) counter.add(1, { method })
    expect(await samples()).toEqual({ 'm{method="GET"}': 1, 'm{method="_OTHER"}': 3 })
  })

  it('normalise a value before anything else sees it', async () => {
    const method = label('method', {
      values: ['GET'],
      normalise: (value) => String(value).toUpperCase(),
    })
    const counter = meter.counter(declare('counter', [method]))
    for (const value of ['get', 'Get', 'GET', 'brew']) counter.add(1, { method: value })
    expect(await samples()).toEqual({ 'm{method="GET"}': 3, 'm{method="_OTHER"}': 1 })
  })

  it('tell a value that is normalised away from one that is its result', async () => {
    const swap = label('a', { normalise: (value) => (value === 'x' ? 'y' : 'x') })
    const counter = meter.counter(declare('counter', [swap]))
    counter.add(1, { a: 'x' })
    counter.add(10, { a: 'y' })
    counter.add(100, { a: 'x' })
    expect(await samples()).toEqual({ 'm{a="y"}': 101, 'm{a="x"}': 10 })
  })

  it('aggregate what differs only in a dropped label', async () => {
    const labels = [label('topic'), label('tenant', { attribute: false })]
    const counter = meter.counter(declare('counter', labels))
    counter.add(1, { topic: 't', tenant: 'a' })
    counter.add(2, { topic: 't', tenant: 'b' })
    counter.bind({ topic: 't', tenant: 'c' }).add(4)
    counter.add(8, { topic: 't' } as never)
    expect(await samples()).toEqual({ 'm{topic="t"}': 15 })
  })

  it('export under the declared names, with constants on every series', async () => {
    const counter = meter.counter(
      declare('counter', [label('route', { attribute: 'endpoint' })], { constant: { transport: 'memory' } }),
    )
    counter.add(1, { route: '/a' })
    expect(await samples()).toEqual({ 'm{endpoint="/a",transport="memory"}': 1 })
  })

  it('fix some labels with `with`, and the rest on each call', async () => {
    const counter = meter.counter(declare('counter', [label('cache'), label('op'), label('result')]))
    const products = counter.with({ cache: 'products' })
    products.add(1, { op: 'get', result: 'hit' })
    const gets = products.with({ op: 'get' })
    gets.add(2, { result: 'hit' })
    gets.bind({ result: 'miss' }).add(4)
    counter.add(8, { cache: 'products', op: 'get', result: 'hit' })
    expect(await samples()).toEqual({
      'm{cache="products",op="get",result="hit"}': 11,
      'm{cache="products",op="get",result="miss"}': 4,
    })
  })

  it('cannot be talked out of a fixed label', async () => {
    const fixed = meter.counter(declare('counter', [label('cache')])).with({ cache: 'products' })
    fixed.add(1, { cache: 'users' })
    expect(await samples()).toEqual({ 'm{cache="products"}': 1 })
  })

  it('exist at zero where they are told to', async () => {
    const counter = meter.counter(declare('counter', [label('route')]))
    counter.zero({ route: '/a' })
    expect(await samples()).toEqual({ 'm{route="/a"}': 0 })
    counter.zero({ route: '/a' })
    counter.add(2, { route: '/a' })
    expect(await samples()).toEqual({ 'm{route="/a"}': 2 })
  })

  it('drop and count what is no measurement, and never throw', async () => {
    const counter = meter.counter(declare('counter', [], { name: 'c' }))
    const histogram = meter.histogram(declare('histogram', [], { name: 'h' }))
    const gauge = meter.gauge(declare('gauge', [], { name: 'g' }))
    const before = new Map(droppedMeasurements())
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, 'x', 1n, undefined, {}] as never[]) {
      counter.add(value, {})
      counter.bind({}).add(value)
      histogram.record(value, {})
      gauge.record(value, {})
    }
    counter.add(-1, {})
    histogram.record(-1, {})
    counter.add(1, {})
    histogram.record(1, {})
    gauge.record(-1, {})
    expect(await samples()).toMatchObject({ c: 1, h_count: 1, h_sum: 1, g: -1 })
    const dropped = (reason: 'not_a_number' | 'infinite' | 'negative') =>
      (droppedMeasurements().get(reason) ?? 0) - (before.get(reason) ?? 0)
    expect([dropped('not_a_number'), dropped('infinite'), dropped('negative')]).toEqual([20, 4, 2])
  })

  it('share one metric with others of the same name', async () => {
    const declaration = declare('counter', [label('a')])
    meter.counter(declaration).add(1, { a: 'x' })
    const other = new LabelledMeter({ scope: { name: 'other' }, meterProvider: recording.meterProvider })
    other.counter({ ...declaration, labels: [label('b', { attribute: 'a' })] }).add(2, { b: 'x' })
    expect(await samples()).toEqual({ 'm{a="x"}': 3 })
    expect(await recording.metrics()).toHaveLength(1)
  })

  it('share one metric where one has a constant for the label of another', async () => {
    meter.counter(declare('counter', [label('cache')])).add(1, { cache: 'a' })
    meter.counter(declare('counter', [], { constant: { cache: 'a' } })).add(2, {})
    expect(await samples()).toEqual({ 'm{cache="a"}': 3 })
  })

  it.each([
    ['type', declare('upDownCounter', [label('a')])],
    ['unit', declare('counter', [label('a')], { unit: 's' })],
    ['labels', declare('counter', [label('a'), label('b')])],
  ])('are refused when the name is taken with another %s', (what, second) => {
    meter.counter(declare('counter', [label('a')]))
    const create = () => (second.type === 'counter' ? meter.counter(second) : meter.upDownCounter(second))
    expect(create).toThrow(`The metric m exists already with ${what}`)
  })

  it('are refused when the name is taken with other buckets', () => {
    meter.histogram(declare('histogram', [], { buckets: [1, 2] }))
    expect(() => meter.histogram(declare('histogram', [], { buckets: [1, 3] }))).toThrow(
      'The metric m exists already with buckets "1, 2" and cannot also have buckets "1, 3".',
    )
  })

  it('are refused when two labels leave under one name, or the type is not the one asked for', () => {
    const twice = declare('counter', [label('a'), label('b', { attribute: 'a' })])
    expect(() => meter.counter(twice)).toThrow('would have the label "a" twice')
    expect(() => meter.counter(declare('gauge', []))).toThrow(
      'The metric m is declared as gauge and was asked for as counter.',
    )
  })
})
