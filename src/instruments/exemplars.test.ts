import {
  type Context,
  context as contextApi,
  ROOT_CONTEXT,
  type SpanContext,
  trace,
} from '@opentelemetry/api'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { inSpan, spanContext } from '../../test/conformance/spans.ts'
import { PlainReader, start } from '../../test/instruments/harness.ts'

/** A context that counts how often it is looked at. */
function counting(context: Context): { context: Context; looks: () => number } {
  let looks = 0
  return {
    context: {
      getValue: (key) => {
        looks++
        return context.getValue(key)
      },
      setValue: (key, value) => context.setValue(key, value),
      deleteValue: (key) => context.deleteValue(key),
    },
    looks: () => looks,
  }
}

afterEach(() => {
  contextApi.disable()
})

describe('the reservoir decides first', () => {
  it('looks at the context of few measurements only', () => {
    const { meter } = start()
    const bound = meter.createCounter('calls').bind()
    const { context, looks } = counting(spanContext().context)
    for (let i = 0; i < 100_000; i++) bound.add(1, context)
    // The n-th is looked at with a chance of 1 in n: 12 are expected.
    expect(looks()).toBeGreaterThan(0)
    expect(looks()).toBeLessThan(60)
  })

  it('backs off while there is no sampled span, and comes back when there is one', async () => {
    const { meter, reader } = start()
    const bound = meter.createCounter('calls').bind()
    const { context, looks } = counting(ROOT_CONTEXT)
    for (let i = 0; i < 10_000; i++) bound.add(1, context)
    expect(looks()).toBeLessThan(60)
    for (let i = 0; i < 300; i++) inSpan((sampled) => bound.add(1, sampled))
    expect((await reader.points('calls'))[0]?.exemplars).toHaveLength(1)
  })

  it('never looks when exemplars are off', () => {
    const { meter } = start({ exemplarFilter: 'always_off' })
    const { context, looks } = counting(spanContext().context)
    for (const attributes of [{}, { a: 1 }]) {
      meter.createCounter('calls').add(1, attributes, context)
      meter.createHistogram('wait').record(1, attributes, context)
      meter.createGauge('level').record(1, attributes, context)
    }
    expect(looks()).toBe(0)
  })

  it('chooses each measurement of a round with the same chance', async () => {
    const chosen = new Map<number, number>()
    const rounds = 3000
    const { meter, reader } = start()
    const histogram = meter.createHistogram('wait', { advice: { explicitBucketBoundaries: [1000] } })
    for (let round = 0; round < rounds; round++) {
      for (let value = 0; value < 10; value++) inSpan((context) => histogram.record(value, {}, context))
      const value = (await reader.points('wait'))[0]?.exemplars?.[0]?.value ?? -1
      chosen.set(value, (chosen.get(value) ?? 0) + 1)
    }
    // 300 are expected of each, with a standard deviation of 16.
    expect([...chosen.keys()].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    for (const count of chosen.values()) expect(Math.abs(count - 300)).toBeLessThan(130)
  })
})

describe('an exemplar', () => {
  it('is a copy that later ones do not change', async () => {
    const { meter, reader } = start()
    const counter = meter.createCounter('calls')
    const record = (value: number, id: number) => counter.add(value, {}, spanContext({ id }).context)
    record(1, 1)
    const [first] = await reader.points('calls')
    record(2, 2)
    const [second] = await reader.points('calls')
    expect(
      [first, second].map((point) => point?.exemplars?.map(({ value, spanId }) => [value, spanId])),
    ).toEqual([[[1, spanContext({ id: 1 }).span.spanId]], [[2, spanContext({ id: 2 }).span.spanId]]])
  })

  it('stays on a cumulative point until a newer one comes, for every reader', async () => {
    const readers = [new PlainReader(), new PlainReader('delta')]
    const { meter } = start({ readers })
    inSpan((context) => meter.createCounter('calls').add(3, {}, context))
    for (const expected of [
      [1, 1],
      [1, undefined],
    ]) {
      const [cumulative, delta] = await Promise.all(readers.map((reader) => reader.points('calls')))
      expect([cumulative?.[0]?.exemplars?.length, delta?.[0]?.exemplars?.length]).toEqual(expected)
    }
  })

  it('has no ids when it was made outside a span', async () => {
    const { meter, reader } = start({ exemplarFilter: 'always_on' })
    meter.createCounter('calls').add(1)
    expect((await reader.points('calls'))[0]?.exemplars).toMatchObject([{ traceId: '', spanId: '' }])
  })

  it('has what a view took off also through a bound handle and a handle in overflow', async () => {
    const process = ({ user: _, ...kept }: Record<string, unknown>) => kept as Record<string, string>
    const views = [
      { instrumentName: 'calls', attributesProcessors: [{ process }], aggregationCardinalityLimit: 2 },
    ]
    const { meter, reader } = start({ views })
    const counter = meter.createCounter('calls')
    const attributes = { page: 'a', user: 'x' }
    const handles = [counter.bind(attributes), counter.bind({ page: 'b', user: 'y' })]
    attributes.user = 'changed'
    for (const handle of handles) inSpan((context) => handle.add(1, context))
    const points = await reader.points('calls')
    expect(points.map((point) => [point.attributes, point.exemplars?.[0]?.filteredAttributes])).toEqual([
      [{ page: 'a' }, { user: 'x' }],
      [{ 'otel.metric.overflow': true }, { page: 'b', user: 'y' }],
    ])
  })

  it.each([
    ['other characters', 'x'.repeat(32), 'y'.repeat(16)],
    ['nothing', '', ''],
    ['undefined', undefined, undefined],
    ['zeros', '0'.repeat(32), '0'.repeat(16)],
  ])('is not made of a span whose ids are %s', async (_, traceId, spanId) => {
    const { meter, reader } = start()
    const broken = { traceId, spanId, traceFlags: 1 } as SpanContext
    const context = trace.setSpanContext(ROOT_CONTEXT, broken)
    for (let i = 0; i < 10; i++) meter.createCounter('calls').add(1, {}, context)
    expect((await reader.points('calls'))[0]?.exemplars).toBeUndefined()
  })
})

describe('a failing clock', () => {
  it('costs times, not measurements', async () => {
    vi.spyOn(Date, 'now').mockImplementation(() => {
      throw new Error('no clock')
    })
    const { meter, reader } = start()
    inSpan((context) => meter.createCounter('calls').add(1, {}, context))
    meter.createObservableGauge('level').addCallback((observed) => observed.observe(1))
    expect(await reader.metrics()).toMatchObject([
      { dataPoints: [{ value: 1, exemplars: [{ value: 1 }] }] },
      { dataPoints: [{ value: 1 }] },
    ])
  })
})

describe('a hostile context', () => {
  const { span } = spanContext()
  const hostile: Array<[string, unknown]> = [
    ['that is no context', 5],
    ['without methods', {}],
    [
      'that throws',
      {
        getValue: () => {
          throw new Error('no')
        },
      },
    ],
    [
      'whose span throws',
      {
        getValue: () => ({
          spanContext: () => {
            throw new Error('no')
          },
        }),
      },
    ],
    ['whose span has no context', { getValue: () => ({ spanContext: () => undefined }) }],
    [
      'of a span with ids of other types',
      { getValue: () => ({ spanContext: () => ({ ...span, traceId: 1, spanId: {} }) }) },
    ],
  ]

  it.each(hostile)('%s costs the exemplar, not the measurement', async (_, context) => {
    const { meter, reader } = start()
    const counter = meter.createCounter('calls')
    counter.add(1, {}, context as Context)
    counter.bind().add(2, context as Context)
    expect(await reader.values('calls')).toEqual([[{}, 3]])
  })

  it('that records to the same series, or removes it, does no harm', async () => {
    const { meter, reader } = start()
    const counter = meter.createCounter('calls')
    let removing = false
    const nesting = {
      getValue: () => {
        if (removing) counter.remove()
        else counter.add(10, {}, nesting)
        return undefined
      },
    } as unknown as Context
    counter.add(1, {}, nesting)
    expect(await reader.values('calls')).toEqual([[{}, 11]])
    removing = true
    for (let i = 0; i < 10; i++) counter.add(1, {}, nesting)
    counter.add(1)
    const [, value] = (await reader.values('calls'))[0] as [object, number]
    expect(value).toBeGreaterThan(0)
  })
})
