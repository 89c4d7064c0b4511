import { describe, expect, it } from 'vitest'
import { expose, parsed } from './expose.ts'
import { collected, counter, exemplar, gauge, histogram, upDownCounter } from './metrics.ts'
import { familyOf, samplesOf } from './parsed.ts'

const requests = counter(
  { name: 'http.requests', unit: '{request}', description: 'Requests "served"\nso \\ far' },
  [{ method: 'GET', 'http.status': 200 }, 3, [exemplar(1)]],
  [{ method: 'POST', 'http.status': 500 }, 0.5],
)
const duration = histogram({ name: 'http.request.duration', unit: 's', description: 'How long' }, [
  { method: 'GET' },
  { boundaries: [0.5, 1, 1048576], counts: [1, 0, 2, 4], sum: 12.25 },
  [exemplar(0.4), exemplar(9)],
])

describe('Prometheus text 0.0.4', () => {
  it('is what Prometheus describes, byte by byte', () => {
    expect(expose(collected([requests, duration], { 'service.name': 'shop' })).text).toBe(
      [
        '# HELP target_info Target metadata',
        '# TYPE target_info gauge',
        'target_info{service_name="shop"} 1',
        '# HELP http_requests_total Requests "served"\\nso \\\\ far',
        '# TYPE http_requests_total counter',
        'http_requests_total{http_status="200",method="GET"} 3',
        'http_requests_total{http_status="500",method="POST"} 0.5',
        '# HELP http_request_duration_seconds How long',
        '# TYPE http_request_duration_seconds histogram',
        'http_request_duration_seconds_bucket{method="GET",le="0.5"} 1',
        'http_request_duration_seconds_bucket{method="GET",le="1"} 1',
        'http_request_duration_seconds_bucket{method="GET",le="1.048576e+06"} 3',
        'http_request_duration_seconds_bucket{method="GET",le="+Inf"} 7',
        'http_request_duration_seconds_sum{method="GET"} 12.25',
        'http_request_duration_seconds_count{method="GET"} 7',
        '',
      ].join('\n'),
    )
  })

  it('writes values that are not finite as Prometheus spells them', () => {
    const values = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 1e21, 1e-7]
    const metric = gauge({ name: 'g' }, ...values.map((value, at) => [{ at: `${at}` }, value] as const))
    expect(
      expose(collected([metric]))
        .text.split('\n')
        .slice(2, -1),
    ).toEqual([
      'g{at="0"} NaN',
      'g{at="1"} +Inf',
      'g{at="2"} -Inf',
      'g{at="3"} 0',
      'g{at="4"} 1e+21',
      'g{at="5"} 1e-7',
    ])
  })

  it('is empty where nothing was recorded, also of instruments without series', () => {
    expect(expose(collected([counter({ name: 'nothing' }), histogram({ name: 'none' })])).text).toBe('')
  })
})

describe('OpenMetrics 1.0.0', () => {
  it('is what the specification says, with units, exemplars and canonical boundaries', () => {
    const ids = 'trace_id="0af7651916cd43dd8448eb211c80319c",span_id="b7ad6b7169203331"'
    expect(expose(collected([requests, duration], { 'service.name': 'shop' })).openMetrics).toBe(
      [
        '# HELP target Target metadata',
        '# TYPE target info',
        'target_info{service_name="shop"} 1',
        '# TYPE http_requests counter',
        '# HELP http_requests Requests \\"served\\"\\nso \\\\ far',
        `http_requests_total{http_status="200",method="GET"} 3 # {${ids}} 1 1700000050.123`,
        'http_requests_total{http_status="500",method="POST"} 0.5',
        '# TYPE http_request_duration_seconds histogram',
        '# UNIT http_request_duration_seconds seconds',
        '# HELP http_request_duration_seconds How long',
        `http_request_duration_seconds_bucket{method="GET",le="0.5"} 1 # {${ids}} 0.4 1700000050.123`,
        'http_request_duration_seconds_bucket{method="GET",le="1.0"} 1',
        `http_request_duration_seconds_bucket{method="GET",le="1.048576e+06"} 3 # {${ids}} 9 1700000050.123`,
        'http_request_duration_seconds_bucket{method="GET",le="+Inf"} 7',
        'http_request_duration_seconds_sum{method="GET"} 12.25',
        'http_request_duration_seconds_count{method="GET"} 7',
        '# EOF',
        '',
      ].join('\n'),
    )
  })

  it('carries the largest exemplar of a bucket and the newest of a counter', () => {
    const late = exemplar(1, { time: [1_700_000_060, 0] })
    const metrics = [
      counter({ name: 'c' }, [{}, 2, [exemplar(5), late, exemplar(7)]]),
      histogram({ name: 'h' }, [
        {},
        { boundaries: [1, 2], counts: [3, 1, 0], sum: 3 },
        [exemplar(0.2), exemplar(1), exemplar(0.5), exemplar(1.5)],
      ]),
    ]
    const { openMetrics } = parsed(collected(metrics))
    expect(familyOf(openMetrics, 'c').samples[0]?.exemplar).toMatchObject({
      value: 1,
      seconds: 1_700_000_060,
    })
    expect(familyOf(openMetrics, 'h').samples.map((sample) => sample.exemplar?.value)).toEqual([
      1,
      1.5,
      undefined,
      undefined,
      undefined,
    ])
  })

  it('adds the attributes that a view took off to an exemplar where they fit in 128 characters', () => {
    const filtered = (length: number) =>
      exemplar(1, { filteredAttributes: { 'user.id': 'x'.repeat(length), trace_id: 'y' } })
    const labelsOf = (length: number) => {
      const { openMetrics } = parsed(collected([counter({ name: 'c' }, [{}, 1, [filtered(length)]])]))
      return [...(familyOf(openMetrics, 'c').samples[0]?.exemplar?.labels.keys() ?? [])]
    }
    expect(labelsOf(5)).toEqual(['trace_id', 'span_id', 'exported_trace_id', 'user_id'])
    expect(labelsOf(40)).toEqual(['trace_id', 'span_id', 'exported_trace_id', 'user_id'])
    expect(labelsOf(41)).toEqual(['trace_id', 'span_id'])
  })

  it('leaves attributes with U+0000 off an exemplar, which Prometheus could not read', () => {
    const filtered = exemplar(1, { filteredAttributes: { a: 'x\0y' } })
    const { openMetrics } = expose(collected([counter({ name: 'c' }, [{ a: 'x\0y' }, 1, [filtered]])]))
    expect(openMetrics).toMatch(
      /^c_total\{a="x\0y"\} 1 # \{trace_id="[0-9a-f]{32}",span_id="[0-9a-f]{16}"\} 1 /m,
    )
  })

  it('leaves the ids off an exemplar that was made outside of a trace', () => {
    const outside = exemplar(1, { traceId: '', spanId: '' })
    const { openMetrics } = parsed(collected([counter({ name: 'c' }, [{}, 1, [outside]])]))
    expect(familyOf(openMetrics, 'c').samples[0]?.exemplar).toMatchObject({ labels: new Map(), value: 1 })
  })

  it('has no exemplars on gauges, and none at all in the older format', () => {
    const metrics = [
      upDownCounter({ name: 'u' }, [{}, 1, [exemplar(1)]]),
      gauge({ name: 'g' }, [{}, 1, [exemplar(1)]]),
    ]
    const { openMetrics, text } = expose(collected(metrics))
    expect(openMetrics).not.toContain('trace_id')
    expect(text).not.toContain('trace_id')
  })

  it('leaves out what its rules forbid and the older format takes', () => {
    const metrics = [
      counter({ name: 'c' }, [{ a: '1' }, Number.NaN], [{ a: '2' }, -1], [{ a: '3' }, 2]),
      histogram({ name: 'h' }, [{}, { boundaries: [0, 1], counts: [0, 1, 0], sum: Number.NaN }]),
      histogram({ name: 'below' }, [{}, { boundaries: [-1, 1], counts: [1, 1, 1], sum: -4 }]),
      histogram({ name: 'unsummed' }, [{}, { boundaries: [1], counts: [1, 1] }]),
    ]
    const { openMetrics, text } = parsed(collected(metrics))
    expect(Object.keys(samplesOf(openMetrics))).toEqual([
      'c_total{a="3"}',
      'h_bucket{le="0.0"}',
      'h_bucket{le="1.0"}',
      'h_bucket{le="+Inf"}',
      'below_bucket{le="-1.0"}',
      'below_bucket{le="1.0"}',
      'below_bucket{le="+Inf"}',
      'unsummed_bucket{le="1.0"}',
      'unsummed_bucket{le="+Inf"}',
    ])
    expect(samplesOf(text)).toMatchObject({
      'c_total{a="1"}': Number.NaN,
      'c_total{a="2"}': -1,
      h_count: 1,
      below_count: 3,
      unsummed_count: 2,
    })
    expect(samplesOf(text)).not.toHaveProperty('below_sum')
  })

  it('says the resource in a gauge where a metric is called target', () => {
    const { openMetrics } = parsed(collected([gauge({ name: 'target' }, [{}, 5])], { a: 'b' }))
    expect(familyOf(openMetrics, 'target_info').type).toBe('gauge')
    expect(familyOf(openMetrics, 'target').samples[0]?.value).toBe(5)
  })
})

describe('JSON', () => {
  it('has the sample names of the text format, bare label values, and raw numbers', () => {
    const { json } = expose(collected([requests, duration], { 'service.name': 'shop' }))
    expect(JSON.parse(json)).toEqual({
      timestamp: '2025-10-29T12:34:56Z',
      metrics: {
        'target_info{service_name=shop}': 1,
        'http_requests_total{http_status=200,method=GET}': 3,
        'http_requests_total{http_status=500,method=POST}': 0.5,
        'http_request_duration_seconds_bucket{method=GET,le=0.5}': 1,
        'http_request_duration_seconds_bucket{method=GET,le=1}': 1,
        'http_request_duration_seconds_bucket{method=GET,le=1.048576e+06}': 3,
        'http_request_duration_seconds_bucket{method=GET,le=+Inf}': 7,
        'http_request_duration_seconds_sum{method=GET}': 12.25,
        'http_request_duration_seconds_count{method=GET}': 7,
      },
      registry: 'application',
    })
  })

  it('quotes and escapes the values that would break its keys, and leaves out what is not finite', () => {
    const metric = gauge(
      { name: 'g' },
      ...['a,b', 'a=b', 'a}', '"', '\\', 'a b', '{', 'ü'].map((v, at) => [{ v }, at] as const),
    )
    const others = gauge(
      { name: 'n' },
      [{ a: '1' }, Number.NaN],
      [{ a: '2' }, Number.NEGATIVE_INFINITY],
      [{ a: '3' }, -0],
    )
    expect(JSON.parse(expose(collected([others, metric])).json).metrics).toEqual({
      'n{a=3}': 0,
      'g{v="a,b"}': 0,
      'g{v="a=b"}': 1,
      'g{v="a}"}': 2,
      'g{v="\\""}': 3,
      'g{v="\\\\"}': 4,
      'g{v=a b}': 5,
      'g{v={}': 6,
      'g{v=ü}': 7,
    })
  })
})

describe('scopes', () => {
  it('are no labels unless asked for', () => {
    const scope = { name: 'lib "x"', version: '1.2', schemaUrl: 'https://example.com/schema' }
    const metric = counter({ name: 'c' }, [{ 'otel.scope.name': 'mine' }, 1])
    const collection = { resource: { attributes: {} }, scopeMetrics: [{ scope, metrics: [metric] }] }
    expect(expose(collection).text).toContain('c_total{otel_scope_name="mine"} 1')
    expect(expose(collection, { scopeLabels: true }).text).toContain(
      'c_total{exported_otel_scope_name="mine",otel_scope_name="lib \\"x\\"",otel_scope_version="1.2",otel_scope_schema_url="https://example.com/schema"} 1',
    )
  })

  it('keep series of the same name apart when they are labels', () => {
    const metrics = [gauge({ name: 'g' }, [{}, 1])]
    const scopeMetrics = ['a', 'b'].map((name) => ({ scope: { name }, metrics }))
    const { text, warnings } = expose({ resource: { attributes: {} }, scopeMetrics }, { scopeLabels: true })
    expect(text.split('\n').slice(2, -1)).toEqual(['g{otel_scope_name="a"} 1', 'g{otel_scope_name="b"} 1'])
    expect(warnings).toEqual([])
  })
})
