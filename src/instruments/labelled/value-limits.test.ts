import { DiagLogLevel, diag, type MeterProvider } from '@opentelemetry/api'
import { createAllowListAttributesProcessor } from '@opentelemetry/sdk-metrics'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { inSpan } from '../../../test/conformance/spans.ts'
import { meterProviders, type Recording, record } from '../../../test/domains/recording.ts'
import { PlainReader } from '../../../test/instruments/harness.ts'
import { BoundMeterProvider } from '../provider.ts'
import type { BoundMeterProviderOptions } from '../provider-options.ts'
import { attachMeters, detachMeters, LabelledMeter } from './index.ts'
import type { LabelDeclaration, MetricDeclaration } from './types.ts'

const label = (key: string): LabelDeclaration => ({ key, attribute: key })
const campaigns = (most: number): Pick<MetricDeclaration, 'limits'> => ({
  limits: [{ label: 'campaign', decides: [], most }],
})
const declaration = { description: '', unit: '', ...campaigns(2) } as const
const counter = { ...declaration, type: 'counter', name: 'calls' } as const
const gauge = { ...declaration, type: 'gauge', name: 'leads', labels: [label('campaign')] } as const
const overflow = '{campaign="_OTHER",otel.metric.overflow="true"}'

afterEach(() => {
  vi.useRealTimers()
})

describe.each(meterProviders)('limits of values on %s', (provider) => {
  let recording: Recording
  let meter: LabelledMeter
  const samples = async () => Object.fromEntries(await recording.samples())

  beforeEach(() => {
    recording = record(provider)
    meter = new LabelledMeter({ scope: { name: 'test' }, meterProvider: recording.meterProvider })
  })

  it('let so many values have series, with whatever other labels, and count the rest in one', async () => {
    const calls = meter.counter({ ...counter, labels: [label('campaign'), label('outcome')] })
    for (const campaign of ['a', 'b', 'c', 'd']) {
      calls.add(1, { campaign, outcome: 'answered' })
      calls.add(1, { campaign, outcome: 'busy' })
    }
    const late = calls.bind({ campaign: 'd', outcome: 'busy' })
    late.add(5)
    expect(await samples()).toEqual({
      'calls{campaign="a",outcome="answered"}': 1,
      'calls{campaign="a",outcome="busy"}': 1,
      'calls{campaign="b",outcome="answered"}': 1,
      'calls{campaign="b",outcome="busy"}': 1,
      'calls{campaign="_OTHER",otel.metric.overflow="true",outcome="answered"}': 2,
      'calls{campaign="_OTHER",otel.metric.overflow="true",outcome="busy"}': 7,
    })
  })

  it('limit no series that lacks the label', async () => {
    const calls = meter.counter({ ...counter, labels: [label('campaign'), label('outcome')] })
    for (const campaign of ['a', 'b', 'c']) calls.add(1, { campaign, outcome: 'busy' })
    calls.add(1, { outcome: 'busy' } as never)
    expect((await samples())['calls{outcome="busy"}']).toBe(1)
  })

  it('count a label that another decides with it: a second value of it is one more of the other', async () => {
    const calls = meter.counter({
      ...counter,
      labels: [label('campaign'), label('user')],
      limits: [{ label: 'campaign', decides: ['user'], most: 2 }],
    })
    calls.add(1, { campaign: 'a', user: 'ann' })
    calls.add(1, { campaign: 'a', user: 'bob' })
    calls.add(1, { campaign: 'b', user: 'ann' })
    calls.add(1, { campaign: 'a', user: 'ann' })
    expect(await samples()).toEqual({
      'calls{campaign="a",user="ann"}': 2,
      'calls{campaign="a",user="bob"}': 1,
      'calls{campaign="_OTHER",otel.metric.overflow="true",user="_OTHER"}': 1,
    })
  })

  it('have no place for the label that was decided, where that is not told apart or not given', async () => {
    const calls = meter.counter({
      ...counter,
      labels: [label('campaign'), label('user')],
      limits: [
        { label: 'campaign', decides: ['user'], most: 1 },
        { label: 'user', decides: [], most: 2 },
      ],
    })
    const given = [
      { campaign: 'a', user: 'ann' },
      { campaign: 'b', user: 'bob' },
      { campaign: 'b' },
      { user: 'cid' },
    ]
    for (const labels of given) calls.add(1, labels as never)
    expect(await samples()).toEqual({
      'calls{campaign="a",user="ann"}': 1,
      'calls{campaign="_OTHER",otel.metric.overflow="true",user="_OTHER"}': 1,
      'calls{campaign="_OTHER",otel.metric.overflow="true"}': 1,
      'calls{user="cid"}': 1,
    })
  })

  it('hold for histograms', async () => {
    const times = meter.histogram({
      ...declaration,
      type: 'histogram',
      name: 'times',
      labels: [label('campaign')],
      buckets: [1],
    })
    for (const campaign of ['a', 'b', 'c', 'd']) times.record(2, { campaign })
    expect(await samples()).toMatchObject({
      [`times_count${overflow}`]: 2,
      [`times_sum${overflow}`]: 4,
    })
    expect(Object.keys(await samples())).toHaveLength(6)
  })

  it('join gauges as the gauge says, however often one is recorded', async () => {
    const leads = meter.gauge(gauge)
    for (const value of [1, 10]) {
      for (const campaign of ['a', 'b', 'c', 'd']) leads.record(value, { campaign })
    }
    using _observed = leads.observe({ campaign: 'e' }, () => 60)
    using _also = leads.observe({ campaign: 'e' }, () => 40)
    expect(await samples()).toEqual({
      'leads{campaign="a"}': 10,
      'leads{campaign="b"}': 10,
      [`leads${overflow}`]: 120,
    })
    for (const [join, value] of [
      ['max', 0.5],
      ['min', 0.25],
    ] as const) {
      const joined = meter.gauge({ ...gauge, name: join, join })
      for (const [index, campaign] of ['a', 'b', 'c', 'd', 'e'].entries()) {
        joined.record([0.1, 0.9, 0.3, 0.5, 0.25][index] ?? 0, { campaign })
      }
      expect((await samples())[`${join}${overflow}`]).toBe(value)
    }
  })

  it('leave their series to those who have them, when gauges are set as a whole', async () => {
    const leads = meter.gauge({ ...gauge, constant: { app: 'voice' } })
    leads.setAll([
      [{ campaign: 'a' }, 1],
      [{ campaign: 'b' }, 2],
      [{ campaign: 'c' }, 4],
    ])
    leads.setAll([
      [{ campaign: 'd' }, 8],
      [{ campaign: 'c' }, 4],
      [{ campaign: 'b' }, 3],
      [{ campaign: 'a' }, 1],
    ])
    expect(await samples()).toEqual({
      'leads{app="voice",campaign="a"}': 1,
      'leads{app="voice",campaign="b"}': 3,
      'leads{app="voice",campaign="_OTHER",otel.metric.overflow="true"}': 12,
    })
  })

  it('are part of what a metric is: declared otherwise it is refused', () => {
    meter.counter({ ...counter, labels: [label('campaign')] })
    expect(() => meter.counter({ ...counter, labels: [label('campaign')], ...campaigns(3) })).toThrow(
      'The metric calls exists already with bounds "campaign 2" and cannot also have bounds "campaign 3".',
    )
  })

  it('keep the number of values, and the totals by any other label, whatever comes', async () => {
    const value = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', undefined, '', 7, true)
    const outcome = fc.constantFrom('answered', 'busy')
    const steps = fc.array(
      fc.record({ campaign: value, user: value, outcome, bound: fc.boolean(), add: fc.nat(9) }),
    )
    const property = fc.asyncProperty(steps, fc.nat(4), fc.nat(4), async (recorded, most, users) => {
      const run = record(provider)
      const calls = new LabelledMeter({ scope: { name: 'test' }, meterProvider: run.meterProvider }).counter({
        ...counter,
        labels: [label('campaign'), label('outcome'), label('user')],
        limits: [
          { label: 'campaign', decides: [], most },
          { label: 'user', decides: [], most: users },
        ],
      })
      const total = { answered: 0, busy: 0 }
      for (const { bound, add, ...labels } of recorded) {
        // Labels may be missing: JavaScript callers leave them out.
        if (bound) calls.bind(labels as never).add(add)
        else calls.add(add, labels as never)
        total[labels.outcome] += add
      }
      const seen = await run.samples()
      for (const [name, sum] of Object.entries(total)) {
        const having = [...seen].filter(([sample]) => sample.includes(`outcome="${name}"`))
        expect(having.reduce((all, [, each]) => all + each, 0)).toBe(sum)
      }
      // Of each label one value more for what is past the limit, and one for what lacks it.
      expect(seen.size).toBeLessThanOrEqual(2 * (most + 2) * (users + 2))
      const used = (name: string) =>
        new Set([...seen.keys()].flatMap((sample) => sample.match(`${name}="([^_][^"]*)"`)?.[1] ?? []))
      expect(used('campaign').size).toBeLessThanOrEqual(most)
      expect(used('user').size).toBeLessThanOrEqual(users)
    })
    await fc.assert(property, { numRuns: 200 })
  })
})

describe('limits of values on a BoundMeterProvider', () => {
  const meterOn = (meterProvider: MeterProvider) =>
    new LabelledMeter({ scope: { name: 'test' }, meterProvider })
  const callsOn = (meterProvider: MeterProvider) =>
    meterOn(meterProvider).counter({ ...counter, labels: [label('campaign')] })
  const provided = (options: BoundMeterProviderOptions) => new BoundMeterProvider(options)
  const seriesOf = (provider: BoundMeterProvider) => provider.seriesCounts()[0]

  it('are counted as what went to the overflow series', () => {
    const provider = provided({})
    const calls = callsOn(provider)
    for (const campaign of ['a', 'b', 'c', 'd', 'd']) calls.add(1, { campaign })
    expect(seriesOf(provider)).toMatchObject({ series: 3, overflowed: 3 })
  })

  it('leave exemplars to what is past them', async () => {
    const reader = new PlainReader()
    const times = meterOn(provided({ readers: [reader] })).histogram({
      ...declaration,
      type: 'histogram',
      name: 'times',
      labels: [label('campaign')],
      buckets: [1],
    })
    const { traceId } = inSpan((context) => {
      for (const campaign of ['a', 'b', 'c']) times.record(2, { campaign }, context)
    })
    const [beyond] = (await reader.points('times')).slice(-1)
    expect(beyond?.attributes.campaign).toBe('_OTHER')
    expect(beyond?.exemplars).toMatchObject([{ value: 2, traceId }])
  })

  it('come after a view that limits the instrument, or takes the label off', () => {
    const limited = provided({ views: [{ instrumentName: 'calls', aggregationCardinalityLimit: 4 }] })
    const filtered = provided({
      views: [{ instrumentName: 'calls', attributesProcessors: [createAllowListAttributesProcessor([])] }],
    })
    const described = provided({ views: [{ instrumentName: 'calls', description: 'Calls' }] })
    for (const provider of [limited, filtered, described]) {
      const calls = callsOn(provider)
      for (const campaign of ['a', 'b', 'c', 'd', 'e']) calls.add(1, { campaign })
    }
    expect(seriesOf(limited)).toMatchObject({ series: 4, overflowed: 2 })
    expect(seriesOf(filtered)).toMatchObject({ series: 1, overflowed: 0 })
    expect(seriesOf(described)).toMatchObject({ series: 3, overflowed: 3 })
  })

  it('come after a view of a gauge, too', async () => {
    const reader = new PlainReader()
    const provider = provided({
      readers: [reader],
      views: [{ instrumentName: 'leads', aggregationCardinalityLimit: 10 }],
    })
    const leads = meterOn(provider).gauge(gauge)
    for (const campaign of ['a', 'b', 'c', 'd', 'e']) leads.record(1, { campaign })
    await reader.collect()
    expect(seriesOf(provider)).toMatchObject({ series: 5, overflowed: 0 })
  })

  it('make room for others when a series is removed, once its last one is', () => {
    const provider = provided({})
    const calls = meterOn(provider).counter({ ...counter, labels: [label('campaign'), label('outcome')] })
    const answered = calls.bind({ campaign: 'a', outcome: 'answered' })
    for (const handle of [answered, calls.bind({ campaign: 'a', outcome: 'busy' })]) handle.add(1)
    calls.add(1, { campaign: 'b', outcome: 'busy' })
    calls.remove({ campaign: 'a', outcome: 'busy' })
    calls.add(1, { campaign: 'c', outcome: 'busy' })
    expect(seriesOf(provider)).toMatchObject({ series: 3, overflowed: 1 })
    calls.remove({ campaign: 'a', outcome: 'answered' })
    calls.add(1, { campaign: 'c', outcome: 'busy' })
    expect(seriesOf(provider)).toMatchObject({ series: 3, overflowed: 1 })
    // Whoever still holds the first series meets the limit like anybody else.
    answered.add(1)
    expect(seriesOf(provider)).toMatchObject({ series: 4, overflowed: 2 })
  })

  it('make room for others when series expire', async () => {
    vi.useFakeTimers({ now: 1_000_000, toFake: ['Date'] })
    const reader = new PlainReader()
    const provider = provided({ readers: [reader], idleMillis: 1000 })
    const calls = callsOn(provider)
    const held = calls.bind({ campaign: 'a' })
    for (const handle of [held, calls.bind({ campaign: 'b' }), calls.bind({ campaign: 'c' })]) handle.add(1)
    await reader.collect()
    expect(seriesOf(provider)).toMatchObject({ series: 3, overflowed: 1 })
    vi.setSystemTime(1_010_000)
    await reader.collect()
    for (const campaign of ['c', 'd', 'e']) calls.add(1, { campaign })
    held.add(1)
    expect(seriesOf(provider)).toMatchObject({ series: 3, overflowed: 2 })
  })
  it('make room for others when gauges go: who was past the limit has a series from its next record', async () => {
    const reader = new PlainReader()
    const leads = meterOn(provided({ readers: [reader] })).gauge({ ...gauge, constant: { app: 'voice' } })
    for (const [index, campaign] of ['a', 'b', 'c', 'd'].entries()) leads.record(2 ** index, { campaign })
    leads.remove({ campaign: 'a' })
    leads.record(5, { campaign: 'c' })
    const own = (campaign: string, value: number) => [{ campaign, app: 'voice' }, value]
    const rest = (value: number) => [
      { campaign: '_OTHER', app: 'voice', 'otel.metric.overflow': true },
      value,
    ]
    expect(await reader.values('leads')).toEqual([own('b', 2), own('c', 5), rest(8)])
    leads.record(16, { campaign: 'e' })
    expect(leads.remove({ campaign: 'd' })).toBe(true)
    expect(await reader.values('leads')).toEqual([own('b', 2), own('c', 5), rest(16)])
    leads.setAll([])
    expect(await reader.values('leads')).toEqual([])
  })

  it('go on after a shutdown and another start', async () => {
    const calls = new LabelledMeter({ scope: { name: 'test' } }).counter({
      ...counter,
      name: 'calls_restarted',
      labels: [label('campaign')],
    })
    const [before, after] = [provided({}), provided({})]
    attachMeters(before)
    const beyond = ['a', 'b', 'c'].map((campaign) => calls.bind({ campaign })).at(-1)
    beyond?.add(1)
    detachMeters()
    attachMeters(after)
    beyond?.add(2)
    detachMeters()
    expect(seriesOf(before)).toMatchObject({ overflowed: 1 })
    expect(seriesOf(after)).toMatchObject({ series: 3, overflowed: 1 })
  })

  it('are told of once for each label, with what to do', () => {
    const warnings: string[] = []
    const quiet = () => {}
    const warn = (message: string) => void warnings.push(message)
    diag.setLogger({ verbose: quiet, debug: quiet, info: quiet, error: quiet, warn }, DiagLogLevel.WARN)
    const limits = [
      { label: 'lead_id', decides: ['buyer_id'], most: 1 },
      { label: 'buyer_id', decides: [], most: 1 },
    ]
    const labels = [label('lead_id'), label('buyer_id')]
    for (const name of ['tried', 'reached']) {
      const metric = meterOn(provided({})).counter({ ...counter, name, labels, limits })
      for (const lead_id of ['1', '2', '3']) metric.add(1, { lead_id, buyer_id: 'ann' })
    }
    diag.disable()
    expect(warnings).toEqual([
      'spanmeter: The label lead_id has more values than the 1 that are declared for it, first in tried: further ones are recorded as _OTHER, in series with otel.metric.overflow. Where so many are meant, declare a greater bound (with({ bounds })); otherwise give the id to the span, and label by what groups it.',
    ])
  })
})
