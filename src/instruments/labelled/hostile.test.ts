import type { Attributes } from '@opentelemetry/api'
import type { MetricData } from '@opentelemetry/sdk-metrics'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { meterProviders, record } from '../../../test/domains/recording.ts'
import { droppedAttributes } from '../../guard/index.ts'
import { LabelledMeter } from './index.ts'
import { LabelView } from './label-view.ts'
import type { LabelDeclaration, Labels } from './types.ts'

const label = (key: string, more: Partial<LabelDeclaration> = {}): LabelDeclaration => ({
  key,
  attribute: key,
  ...more,
})
const counterOf = (recording: ReturnType<typeof record>, labels: readonly LabelDeclaration[]) =>
  new LabelledMeter({ scope: { name: 'test' }, meterProvider: recording.meterProvider }).counter({
    type: 'counter',
    name: 'm',
    description: '',
    unit: '',
    labels,
  })

const pointsOf = (metric: MetricData): { attributes: Attributes; value: unknown }[] => metric.dataPoints

describe.each(meterProviders)('labels from hostile hands, on %s', (provider) => {
  it('lose what is no label value, and never throw', async () => {
    const recording = record(provider)
    const counter = counterOf(recording, [label('a'), label('b')])
    const circular: Record<string, unknown> = {}
    circular.self = circular
    const before = droppedAttributes().get('invalid_value') ?? 0
    const bad = [1n, Symbol('s'), circular, () => 1, ['x'], new Date(0)]
    for (const a of bad) counter.add(1, { a, b: 'y' } as never)
    for (const labels of [undefined, null, 7, 'text', Symbol('s'), () => 1]) counter.add(1, labels as never)
    expect(Object.fromEntries(await recording.samples())).toEqual({ 'm{b="y"}': 6, m: 6 })
    expect((droppedAttributes().get('invalid_value') ?? 0) - before).toBe(6)
  })

  it('lose a label whose getter throws, and no other', async () => {
    const recording = record(provider)
    const counter = counterOf(recording, [label('a'), label('b')])
    const throwing = {
      get a(): string {
        throw new Error('no')
      },
      b: 'y',
    }
    counter.add(1, throwing)
    const proxy = new Proxy({} as Labels<'a' | 'b'>, {
      get() {
        throw new Error('no')
      },
      ownKeys() {
        throw new Error('no')
      },
    })
    counter.add(1, proxy)
    counter.bind(proxy).add(1)
    expect(Object.fromEntries(await recording.samples())).toEqual({ 'm{b="y"}': 1, m: 2 })
  })

  it('count as _OTHER when the normaliser throws or gives no value', async () => {
    const recording = record(provider)
    const normalise = (value: unknown): never => {
      if (value === 'throw') throw new Error('no')
      return undefined as never
    }
    const counter = counterOf(recording, [label('a', { normalise })])
    counter.add(1, { a: 'throw' })
    counter.add(1, { a: 'nothing' })
    expect(Object.fromEntries(await recording.samples())).toEqual({ 'm{a="_OTHER"}': 2 })
  })

  it('may be named and valued like what every object has', async () => {
    const recording = record(provider)
    const keys = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'] as const
    const counter = counterOf(
      recording,
      keys.map((key) => label(key)),
    )
    counter.add(1, {} as never)
    counter.add(2, { constructor: '__proto__', toString: 'constructor' } as never)
    const [metric] = await recording.metrics()
    const points = metric?.dataPoints.map((point) => [Object.entries(point.attributes), point.value])
    expect(points).toEqual([
      [[], 1],
      [
        [
          ['constructor', '__proto__'],
          ['toString', 'constructor'],
        ],
        2,
      ],
    ])
  })

  it('are not kept: an object that changes afterwards changes nothing', async () => {
    const recording = record(provider)
    const counter = counterOf(recording, [label('a')])
    const labels = { a: 'x' }
    counter.add(1, labels)
    labels.a = 'y'
    counter.add(10, labels)
    expect(Object.fromEntries(await recording.samples())).toEqual({ 'm{a="x"}': 1, 'm{a="y"}': 10 })
  })

  it('lose no measurement past the limit of series, bound or not', async () => {
    const recording = record(provider)
    const counter = counterOf(recording, [label('a')])
    const many = 2_300
    for (let index = 0; index < many; index++) {
      counter.add(1, { a: `v${index}` })
      counter.bind({ a: `v${index}` }).add(1)
    }
    const points = (await recording.metrics()).flatMap(pointsOf)
    const sum = points.reduce<number>((total, point) => total + Number(point.value), 0)
    expect(sum).toBe(2 * many)
    expect(points.length).toBeLessThanOrEqual(2_001)
    expect(points.some((point) => point.attributes['otel.metric.overflow'] === true)).toBe(true)
  })

  it('give the numbers that a plain map of counts gives', async () => {
    const value = fc.oneof(
      fc.constantFrom<unknown>('a', 'b', 'GET', 'get', 1, '1', true, '', undefined, null, 2n, {}),
      fc.string(),
    )
    const steps = fc.array(
      fc.record({ bound: fc.boolean(), amount: fc.nat(64), a: value, m: value, extra: fc.option(value) }),
    )
    await fc.assert(
      fc.asyncProperty(steps, async (recorded) => {
        const recording = record(provider)
        const upper = (given: unknown) => String(given).toUpperCase()
        const counter = counterOf(recording, [
          label('a', { attribute: 'exported_a' }),
          label('m', { values: ['GET', 'B'], normalise: upper }),
        ])
        const isValue = (given: unknown) => ['string', 'number', 'boolean'].includes(typeof given)
        const oracle = new Map<string, number>()
        for (const { bound, amount, a, m, extra } of recorded) {
          const labels = { a, m, ...(extra === null ? {} : { extra }) } as never
          if (bound) counter.bind(labels).add(amount)
          else counter.add(amount, labels)
          const exported: Record<string, string> = {}
          if (isValue(a) && a !== '') exported.exported_a = String(a)
          if (isValue(m) && m !== '') exported.m = ['GET', 'B'].includes(upper(m)) ? upper(m) : '_OTHER'
          const key = JSON.stringify(Object.entries(exported).sort())
          oracle.set(key, (oracle.get(key) ?? 0) + amount)
        }
        const points = (await recording.metrics()).flatMap(pointsOf)
        const seen = points.map((point) => [
          JSON.stringify(Object.entries(point.attributes).sort()),
          point.value,
        ])
        expect(Object.fromEntries(seen)).toEqual(Object.fromEntries(oracle))
      }),
      { numRuns: 60 },
    )
  })
})

describe('what look-up remembers', () => {
  it('is bounded, also for values that all become _OTHER or one normalised value', () => {
    const admitted: string[] = []
    const series = { state: 'kept' } as const
    const view = new LabelView({
      declaration: {
        type: 'counter',
        name: 'm',
        description: '',
        unit: '',
        labels: [label('a', { values: ['x'] }), label('b', { normalise: () => 'same' })],
      },
      metric: {
        names: ['a', 'b'],
        limit: 10,
        removals: 0,
        admit: (values) => {
          admitted.push(JSON.stringify(values))
          return series
        },
      },
    })
    for (let round = 0; round < 2; round++) {
      for (let index = 0; index < 5_000; index++) view.series({ a: `junk${index}`, b: `more${index}` })
    }
    // The second round finds again what the first could keep, which is far from all of it.
    expect(admitted.length).toBe(9_000)
    expect(new Set(admitted)).toEqual(new Set(['["_OTHER","same"]']))
    const beforeLong = admitted.length
    const long = 'x'.repeat(10_000)
    view.series({ a: long, b: 'b' })
    view.series({ a: long, b: 'b' })
    expect(admitted.length - beforeLong).toBe(2)
  })

  it.each([
    ['as they are', {}],
    ['normalised', { normalise: (value: unknown) => `n${value}` }],
  ])('has room again when series were removed through other views, of values %s', (_, more) => {
    const metric = {
      names: ['a'],
      limit: 10,
      removals: 0,
      admit: (): { state: 'kept' | 'removed' } => ({ state: 'kept' }),
    }
    const declaration = {
      type: 'counter',
      name: 'm',
      description: '',
      unit: '',
      labels: [label('a', more)],
    } as const
    const view = new LabelView({ declaration, metric })
    for (let index = 0; index < 3_000; index++) {
      view.series({ a: `gone${index}` }).state = 'removed'
      metric.removals++
    }
    expect(view.series({ a: 'here' })).toBe(view.series({ a: 'here' }))
  })
})

describe('series that are removed', () => {
  it('start anew with their next record, through old handles, new ones and plain calls', async () => {
    const recording = record('BoundMeterProvider')
    const counter = counterOf(recording, [label('a'), label('b')])
    const view = counter.with({ a: 'x' })
    const old = counter.bind({ a: 'x', b: 'y' })
    const samples = async () => Object.fromEntries(await recording.samples())
    for (let round = 0; round < 3; round++) {
      old.add(1)
      view.add(2, { b: 'y' })
      counter.add(4, { a: 'x', b: 'y' })
      view.bind({ b: 'y' }).add(8)
      expect(await samples()).toEqual({ 'm{a="x",b="y"}': 15 })
      expect(counter.remove({ a: 'x', b: 'y' })).toBe(true)
      expect(await samples()).toEqual({})
    }
    expect(counter.remove({ a: 'x', b: 'y' })).toBe(false)
  })

  it('cannot be removed from an instrument that has no such thing, and go on', async () => {
    const recording = record('official MeterProvider')
    const counter = counterOf(recording, [label('a')])
    counter.add(1, { a: 'x' })
    expect(counter.remove({ a: 'x' })).toBe(false)
    counter.add(1, { a: 'x' })
    expect(Object.fromEntries(await recording.samples())).toEqual({ 'm{a="x"}': 2 })
  })
})
