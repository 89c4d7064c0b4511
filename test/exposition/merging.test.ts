import { describe, expect, it } from 'vitest'
import { AggregationTemporality, type MetricData, type ResourceMetrics } from '../../src/points/index.ts'
import { expose, parsed } from './expose.ts'
import { collected, counter, exemplar, gauge, histogram, upDownCounter } from './metrics.ts'
import { familyOf, samplesOf } from './parsed.ts'

function scopes(...metrics: MetricData[]): ResourceMetrics {
  const scopeMetrics = metrics.map((metric, at) => ({ scope: { name: `scope ${at}` }, metrics: [metric] }))
  return { resource: { attributes: {} }, scopeMetrics }
}

describe('series that Prometheus would take for one', () => {
  it('are added when they are sums of several scopes', () => {
    const collection = scopes(
      counter({ name: 'jobs' }, [{ kind: 'a' }, 1, [exemplar(1)]], [{ kind: 'b' }, 2]),
      upDownCounter({ name: 'open' }, [{}, 5]),
      counter({ name: 'jobs' }, [{ kind: 'a' }, 10, [exemplar(1, { time: [1_800_000_000, 0] })]]),
      upDownCounter({ name: 'open' }, [{}, -2]),
    )
    expect(samplesOf(parsed(collection).text)).toEqual({
      'jobs_total{kind="a"}': 11,
      'jobs_total{kind="b"}': 2,
      open: 3,
    })
    expect(familyOf(parsed(collection).openMetrics, 'jobs').samples[0]?.exemplar?.seconds).toBe(1_800_000_000)
    expect(expose(collection).warnings).toEqual([])
  })

  it.each([
    ['keys that differ in what is escaped', { 'a.b': 'x' }, { a_b: 'x' }],
    ['a number and its text', { code: 200 }, { code: '200' }],
    ['an empty value and none', { a: '' }, {}],
    ['true and its text', { a: true }, { a: 'true' }],
    ['an undefined value and none', { a: undefined }, {}],
    ['lone surrogates', { a: 'x\ud800' }, { a: 'x\udfff' }],
    ['minus zero and zero', { a: -0 }, { a: 0 }],
    ['keys without a label and none', { '': 'x' }, {}],
    ['values that are joined and one that looks so', { 'a.b': '1', a_b: '2' }, { a_b: '1;2' }],
  ])('are added within one counter: %s', (_, one, other) => {
    const samples = samplesOf(parsed(collected([counter({ name: 'c' }, [one, 1], [other, 2])])).text)
    expect(Object.values(samples)).toEqual([3])
  })

  it('are refused with one warning when they are gauges or histograms, and the first stays', () => {
    const buckets = { boundaries: [1], counts: [1, 0], sum: 1 }
    const collection = scopes(
      gauge({ name: 'g' }, [{ a: 1 }, 1], [{ a: '1' }, 2], [{ a: '2' }, 3]),
      gauge({ name: 'g' }, [{ a: '2' }, 4]),
      histogram({ name: 'h' }, [{}, buckets]),
      histogram({ name: 'h' }, [{}, { ...buckets, sum: 9 }]),
    )
    const { text, warnings } = expose(collection)
    expect(samplesOf(parsed(collection).text)).toMatchObject({ 'g{a="1"}': 1, 'g{a="2"}': 3, h_sum: 1 })
    expect(text.match(/^h_sum/gm)).toHaveLength(1)
    expect(warnings).toEqual([
      'Two series of g have the labels {a="1"}, and the first is exposed. Give them different attributes.',
      'Two series of h have the labels {}, and the first is exposed. Give them different attributes.',
    ])
  })

  it('are refused when a sum meets a gauge of its name', () => {
    const collection = scopes(upDownCounter({ name: 'g' }, [{}, 1]), gauge({ name: 'g' }, [{}, 2]))
    expect(samplesOf(parsed(collection).text)).toEqual({ g: 1 })
  })
})

describe('families', () => {
  it('of several scopes stand together, with the first description and one warning', () => {
    const collection = scopes(
      gauge({ name: 'a', description: 'one' }, [{ s: '1' }, 1]),
      gauge({ name: 'b' }, [{}, 1]),
      gauge({ name: 'a', description: 'two' }, [{ s: '2' }, 2]),
    )
    expect(familyOf(parsed(collection).text, 'a')).toMatchObject({
      help: 'one',
      samples: [{ value: 1 }, { value: 2 }],
    })
    expect(expose(collection).warnings).toEqual(['a has two descriptions, and the first is exposed: one'])
  })

  it('of two types keep the first, with one warning', () => {
    const buckets = { boundaries: [1], counts: [1, 0], sum: 1 }
    const collection = scopes(gauge({ name: 'x' }, [{}, 1]), histogram({ name: 'x' }, [{}, buckets]))
    expect(samplesOf(parsed(collection).text)).toEqual({ x: 1 })
    expect(expose(collection).warnings).toEqual([
      'The metric x is not exposed: another metric is called x and is a gauge, this one is a histogram. Rename one.',
    ])
  })

  it('whose samples would be called like those of another are refused', () => {
    const buckets = { boundaries: [1], counts: [1, 0], sum: 1 }
    const first = scopes(histogram({ name: 'x' }, [{}, buckets]), gauge({ name: 'x_count' }, [{}, 1]))
    const second = scopes(gauge({ name: 'x_sum' }, [{}, 1]), histogram({ name: 'x' }, [{}, buckets]))
    expect(samplesOf(parsed(first).text)).not.toHaveProperty('x_count', 1.5)
    expect(parsed(first).text.families.map(({ name }) => name)).toEqual(['x'])
    expect(parsed(second).openMetrics.families.map(({ name }) => name)).toEqual(['x_sum'])
  })

  it.each(['before', 'after'])(
    'keep both a counter and what has its name without _total, when that comes %s',
    (when) => {
      const metrics = [counter({ name: 'x' }, [{}, 1, [exemplar(1)]]), gauge({ name: 'x' }, [{}, 2])]
      const { text, openMetrics } = parsed(collected(when === 'after' ? metrics : metrics.reverse()))
      expect(samplesOf(text)).toEqual({ x_total: 1, x: 2 })
      expect(samplesOf(openMetrics)).toEqual({ x_total: 1, x: 2 })
      expect(familyOf(text, 'x_total').type).toBe('counter')
      expect(familyOf(openMetrics, 'x_total').type).toBe('unknown')
    },
  )

  it('may not take the name of the resource', () => {
    const collection = collected([gauge({ name: 'target.info' }, [{}, 5])], { 'service.name': 'shop' })
    expect(samplesOf(parsed(collection).text)).toEqual({ 'target_info{service_name="shop"}': 1 })
    expect(expose(collection).warnings).toHaveLength(1)
  })

  it('of metrics without a name, and of deltas, are refused with one warning each', () => {
    const delta = {
      ...counter({ name: 'd' }, [{}, 1]),
      aggregationTemporality: AggregationTemporality.DELTA,
    } as MetricData
    const { text, warnings } = expose(collected([gauge({ name: '...' }, [{}, 1]), delta]))
    expect(text).toBe('')
    expect(warnings).toEqual([
      'The metric ... is not exposed: no letter or digit of its name can stay. Rename it.',
      'The metric d is not exposed: its points are deltas. Give the reader cumulative temporality.',
    ])
  })

  it('take deltas of gauges, which have no temporality', () => {
    const metric = {
      ...gauge({ name: 'g' }, [{}, 1]),
      aggregationTemporality: AggregationTemporality.DELTA,
    } as MetricData
    expect(samplesOf(parsed(collected([metric])).text)).toEqual({ g: 1 })
  })
})

describe('labels that the format itself needs', () => {
  it('are renamed as Prometheus renames labels that clash', () => {
    const metrics = [
      histogram({ name: 'h' }, [
        { le: '3', exported_le: '4' },
        { boundaries: [1], counts: [1, 0], sum: 1 },
      ]),
      counter({ name: 'c' }, [{ le: '3', __name__: 'evil' }, 1]),
    ]
    expect(Object.keys(samplesOf(parsed(collected(metrics)).text))).toEqual([
      'h_bucket{exported_le="4;3",le="1"}',
      'h_bucket{exported_le="4;3",le="+Inf"}',
      'h_sum{exported_le="4;3"}',
      'h_count{exported_le="4;3"}',
      'c_total{exported_name="evil",le="3"}',
    ])
  })
})
