import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  isPrometheusLabelName,
  isPrometheusName,
  joinLabels,
  prometheusLabelName,
  prometheusName,
  prometheusUnit,
} from './index.ts'
import type { MetricKind } from './metric-name.ts'

/** What Prometheus's translator (github.com/prometheus/otlptranslator v1.0.0, as in Prometheus 3.15 and Collector 0.155) answers. */
const metricNames: ReadonlyArray<[name: string, unit: string, type: MetricKind, name: string | undefined]> = [
  ['http.server.request.duration', 's', 'histogram', 'http_server_request_duration_seconds'],
  ['http.server.active_requests', '{request}', 'upDownCounter', 'http_server_active_requests'],
  ['http.requests', '{request}', 'counter', 'http_requests_total'],
  ['http.requests', '1', 'counter', 'http_requests_total'],
  ['requests_total', '', 'counter', 'requests_total'],
  ['total.requests', '', 'counter', 'requests_total'],
  ['requests_total_count', '', 'counter', 'requests_count_total'],
  ['process.memory.usage', 'By', 'upDownCounter', 'process_memory_usage_bytes'],
  ['process.memory.usage_bytes', 'By', 'gauge', 'process_memory_usage_bytes'],
  ['network.io', 'By/s', 'gauge', 'network_io_bytes_per_second'],
  ['network.rate', '{packet}/s', 'gauge', 'network_rate_per_second'],
  ['work_per_second', '1/s', 'gauge', 'work_per_second_per_second'],
  ['cache.hit', '1', 'gauge', 'cache_hit_ratio'],
  ['cache.hit.ratio', '1', 'gauge', 'cache_hit_ratio'],
  ['ratio.of.hits', '1', 'gauge', 'of_hits_ratio'],
  ['cache.hit', '1', 'upDownCounter', 'cache_hit'],
  ['cache.hit', '1', 'histogram', 'cache_hit'],
  ['2xx.responses', '', 'counter', '_2xx_responses_total'],
  ['a..b--c__d', '', 'gauge', 'a_b_c_d'],
  ['__private__', '', 'gauge', 'private'],
  ['system.temp', 'Cel', 'gauge', 'system_temp_celsius'],
  ['cpu', '%', 'gauge', 'cpu_percent'],
  ['disk', 'TiBy', 'gauge', 'disk_tibibytes'],
  ['speed', 'm/s', 'gauge', 'speed_meters_per_second'],
  ['beats', '1/m', 'gauge', 'beats_per_minute'],
  ['seconds.spent', 's', 'counter', 'seconds_spent_total'],
  ['uptime', ' s ', 'gauge', 'uptime_seconds'],
  ['queue', '{item}', 'gauge', 'queue'],
  ['queue', '{item', 'gauge', 'queue'],
  ['x', 'foo-', 'counter', 'x_foo__total'],
  ['x', 'foo-/s', 'gauge', 'x_foo_per_second'],
  ['x', '/s', 'gauge', 'x_per_second'],
  ['x', 's/', 'gauge', 'x_seconds'],
  ['x', 'm/foo-', 'gauge', 'x_meters_per_foo'],
  ['x', 'm-/foo', 'gauge', 'x_m_per_foo'],
  ['x', 's/-', 'gauge', 'x_seconds'],
  ['price', '$', 'gauge', 'price'],
  ['a:b', '', 'gauge', 'a:b'],
  ['größe', 'By', 'gauge', 'gr_e_bytes'],
  ['', 's', 'gauge', 'seconds'],
  ['', '', 'gauge', undefined],
  ['...', '', 'counter', 'total'],
  ['___', '', 'gauge', undefined],
  ['😀', '', 'gauge', undefined],
  ['1', '1', 'gauge', '_1_ratio'],
  ['shop_http_request_duration_seconds', 's', 'histogram', 'shop_http_request_duration_seconds'],
  ['x', 's/s', 'gauge', 'x_seconds_per_second'],
  ['x', 'ms/mo/y', 'gauge', 'x_milliseconds_per_mo_y'],
]
const labelNames: ReadonlyArray<[key: string, label: string | undefined]> = [
  ['http.request.method', 'http_request_method'],
  ['event_type', 'event_type'],
  ['a.b', 'a_b'],
  ['a..b', 'a_b'],
  ['_private', '_private'],
  ['__name__', '__name__'],
  ['__reserved__', '__reserved__'],
  ['__a.b__', '__a_b__'],
  ['____', undefined],
  ['__', undefined],
  ['_', undefined],
  ['', undefined],
  ['.', undefined],
  ['...', undefined],
  ['9lives', 'key_9lives'],
  ['200', 'key_200'],
  ['.9', '_9'],
  ['key 1', 'key_1'],
  ['größe', 'gr_e'],
  ['日本', undefined],
  ['__proto__', '__proto__'],
  ['a_', 'a_'],
  ['__a', '_a'],
  ['a__', 'a_'],
  ['le', 'le'],
  ['A.B:c', 'A_B_c'],
  ['😀x', '_x'],
]

const kinds: MetricKind[] = ['counter', 'upDownCounter', 'gauge', 'histogram']
const hostile = fc.string({
  unit: fc.constantFrom(
    'a',
    'total',
    'ratio',
    'seconds',
    '_',
    '.',
    '/',
    '{',
    '}',
    '9',
    ':',
    'é',
    '😀',
    ' ',
    '\n',
  ),
  maxLength: 12,
})
const anyName = fc.oneof(fc.string({ unit: 'binary' }), hostile)

describe('metric names', () => {
  it.each(metricNames)('%j in %j as %s is %j', (name, unit, type, expected) => {
    expect(prometheusName({ name, unit, type })).toBe(expected)
  })

  it('are always valid where there is one', () => {
    fc.assert(
      fc.property(anyName, anyName, fc.constantFrom(...kinds), (name, unit, type) => {
        const translated = prometheusName({ name, unit, type })
        expect(translated === undefined || isPrometheusName(translated)).toBe(true)
      }),
    )
  })

  it('do not change when they are translated again', () => {
    fc.assert(
      fc.property(
        hostile,
        fc.constantFrom('', '1', 's', 'By', '{x}', 'ms', '%'),
        fc.constantFrom(...kinds),
        (name, unit, type) => {
          const once = prometheusName({ name, unit, type })
          fc.pre(once !== undefined && !once.startsWith('_'))
          expect(prometheusName({ name: once, unit, type })).toBe(once)
        },
      ),
    )
  })

  it('of counters end in _total, and those of other kinds gain none', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{1,8}([._][a-z]{1,8}){0,3}$/), (name) => {
        fc.pre(!name.split(/[._]/).includes('total'))
        expect(prometheusName({ name, unit: '', type: 'counter' })).toBe(`${name.replaceAll('.', '_')}_total`)
        expect(prometheusName({ name, unit: '', type: 'histogram' })).toBe(name.replaceAll('.', '_'))
      }),
    )
  })

  it('take no unit from words that objects inherit', () => {
    expect(prometheusName({ name: 'x', unit: 'constructor', type: 'gauge' })).toBe('x_constructor')
    expect(prometheusName({ name: 'x', unit: '__proto__', type: 'gauge' })).toBe('x_proto_')
  })
})

describe('units', () => {
  it.each([
    ['s', 'seconds'],
    ['By/s', 'bytes_per_second'],
    ['1', ''],
    ['{request}', ''],
    ['{request}/s', 'per_second'],
    ['%', 'percent'],
    ['', ''],
    ['$/h', 'per_hour'],
    ['widgets', 'widgets'],
  ])('%j is %j', (unit, expected) => {
    expect(prometheusUnit(unit)).toBe(expected)
  })
})

describe('labels', () => {
  it.each(labelNames)('%j is %j', (key, expected) => {
    expect(prometheusLabelName(key)).toBe(expected)
  })

  it('are always valid where there is one', () => {
    fc.assert(
      fc.property(anyName, (key) => {
        const label = prometheusLabelName(key)
        expect(label === undefined || isPrometheusLabelName(label)).toBe(true)
      }),
    )
  })

  it('that collide are joined in the order of the original keys', () => {
    expect(
      joinLabels([
        ['a_b', 'underscore'],
        ['a.b', 'dot'],
        ['a-b', 'dash'],
        ['z', ''],
      ]),
    ).toEqual([
      ['a_b', 'dash;dot;underscore'],
      ['z', ''],
    ])
  })

  it('order keys by code point, not by UTF-16 unit', () => {
    expect(
      joinLabels([
        ['a😀', 'later'],
        ['a\uFFFD', 'earlier'],
      ]),
    ).toEqual([['a_', 'earlier;later']])
  })

  it('tell of the keys that are lost', () => {
    const lost: string[] = []
    expect(
      joinLabels(
        [
          ['', '1'],
          ['___', '2'],
          ['ok', '3'],
        ],
        (key) => lost.push(key),
      ),
    ).toEqual([['ok', '3']])
    expect(lost).toEqual(['', '___'])
  })

  it('come out the same in whatever order the attributes are given, each once', () => {
    const entries = fc.uniqueArray(fc.tuple(anyName, fc.string()), { selector: ([key]) => key, maxLength: 6 })
    fc.assert(
      fc.property(entries, (attributes) => {
        const labels = joinLabels(attributes)
        expect(joinLabels([...attributes].reverse())).toEqual(labels)
        expect(new Set(labels.map(([label]) => label)).size).toBe(labels.length)
      }),
    )
  })
})
