import fc from 'fast-check'
import type { MetricData } from '../../src/points/index.ts'
import { counter, exemplar, gauge, histogram, upDownCounter } from './metrics.ts'

/** What breaks expositions: in values, keys, names, units and descriptions. */
export const hostileTexts = [
  '',
  'a"b',
  'a\\',
  '\\"',
  '\\n',
  'line\nfeed',
  'carriage\rreturn',
  '\r\n',
  '\u2028\u2029\u0085',
  '{}',
  'a="b",c="d"',
  '# EOF',
  '\n# EOF\n',
  '# TYPE x counter',
  ' ',
  '\t',
  '__proto__',
  'constructor',
  'toString',
  '__name__',
  'le',
  'quantile',
  'trace_id',
  '9lives',
  'a.b',
  'a_b',
  'a-b',
  '___',
  'ünïcödé',
  '日本',
  '😀',
  '\ud800',
  '\u0000',
  '\ufeff',
  'x'.repeat(10_000),
  '"\\\n'.repeat(1000),
]

const text = fc.oneof(fc.constantFrom(...hostileTexts), fc.string({ unit: 'binary', maxLength: 8 }))
const value = fc.oneof(
  text,
  fc.boolean(),
  fc.double(),
  fc.integer(),
  fc.array(fc.oneof(fc.string({ unit: 'binary', maxLength: 4 }), fc.constant(null)), { maxLength: 3 }),
  fc.constant(undefined),
)
const attributes = fc
  .array(fc.tuple(text, value), { maxLength: 5 })
  .map((entries) => Object.fromEntries(entries))
const anyNumber = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.constantFrom(
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    -0,
    5e-324,
    1.7976931348623157e308,
  ),
)
const named = fc.record({
  name: fc.oneof(text, fc.constantFrom('x', 'x_total', 'x.count', 'x_sum', 'target')),
  unit: text,
  description: text,
})
const exemplars = fc.array(
  fc
    .tuple(fc.double({ noNaN: true, noDefaultInfinity: true }), attributes)
    .map(([of, filteredAttributes]) => exemplar(of, { filteredAttributes })),
  { maxLength: 2 },
)
const buckets = fc
  .uniqueArray(fc.double({ noNaN: true }), { maxLength: 5, comparator: (a, b) => a === b })
  .map((boundaries) => boundaries.filter((one) => one !== Number.NEGATIVE_INFINITY).sort((a, b) => a - b))
  .chain((boundaries) =>
    fc.record({
      boundaries: fc.constant(boundaries),
      counts: fc
        .array(fc.nat(), { minLength: boundaries.length + 1, maxLength: boundaries.length + 1 })
        .map((counts) => {
          // A boundary at infinity is the last, and nothing can be above it.
          if (boundaries.at(-1) === Number.POSITIVE_INFINITY) counts[counts.length - 1] = 0
          return counts
        }),
      sum: anyNumber,
    }),
  )
const numbers = fc.array(fc.tuple(attributes, anyNumber, exemplars), { maxLength: 4 })

/** Any metric at all: every field may hold anything that its type allows. */
export const hostileMetric: fc.Arbitrary<MetricData> = fc.oneof(
  fc.tuple(named, numbers).map(([name, series]) => counter(name, ...series)),
  fc.tuple(named, numbers).map(([name, series]) => upDownCounter(name, ...series)),
  fc.tuple(named, numbers).map(([name, series]) => gauge(name, ...series)),
  fc
    .tuple(named, fc.array(fc.tuple(attributes, buckets, exemplars), { maxLength: 3 }))
    .map(([name, series]) => histogram(name, ...series)),
)

export const hostileAttributes = attributes
