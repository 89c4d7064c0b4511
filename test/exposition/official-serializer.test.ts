import { PrometheusSerializer } from '@opentelemetry/exporter-prometheus'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { MetricData } from '../../src/points/index.ts'
import { expose } from './expose.ts'
import { collected, counter, gauge, histogram, upDownCounter } from './metrics.ts'
import { samplesOf } from './parsed.ts'
import { parseText } from './text-parser.ts'

/*
 * Where both must agree: names of lower-case words without a unit, distinct per metric; label values that are texts
 * and not empty; histograms whose boundaries are positive. Elsewhere the official serializer departs from the
 * specification: no unit in the name, a label `le` beside a bucket's, labels that collide written twice, a unit line in the older format.
 */
const word = fc.stringMatching(/^[a-z]{1,6}$/)
const name = fc.tuple(word, word).map((words) => `${words.join('.')}.m`)
const labelValue = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 12 })
  .filter((text) => !/\p{Surrogate}/u.test(text))
const attributes = fc.dictionary(
  word.filter((key) => key !== 'le'),
  labelValue,
  { maxKeys: 4 },
)
const series = <Value>(value: fc.Arbitrary<Value>) =>
  fc.uniqueArray(fc.tuple(attributes, value), {
    maxLength: 5,
    minLength: 1,
    selector: ([of]) => JSON.stringify(Object.entries(of).sort()),
  })
const number = fc.double()
const buckets = fc
  .uniqueArray(fc.double({ min: 0.0001, max: 99_999, noNaN: true }), { maxLength: 6 })
  .chain((boundaries) =>
    fc.record({
      boundaries: fc.constant(boundaries.sort((a, b) => a - b)),
      counts: fc.array(fc.nat(1000), { minLength: boundaries.length + 1, maxLength: boundaries.length + 1 }),
      sum: fc.double({ min: 0, noNaN: true }),
    }),
  )
const metric = fc.oneof(
  fc.tuple(name, series(number)).map(([of, all]) => counter({ name: of }, ...all)),
  fc.tuple(name, series(number)).map(([of, all]) => upDownCounter({ name: of }, ...all)),
  fc.tuple(name, series(number)).map(([of, all]) => gauge({ name: of }, ...all)),
  fc.tuple(name, series(buckets)).map(([of, all]) => histogram({ name: of }, ...all)),
)
const metrics = fc.uniqueArray(metric, { maxLength: 6, selector: ({ descriptor }) => descriptor.name })

function official(all: readonly MetricData[]): string {
  const serializer = new PrometheusSerializer('', false, undefined, true, true)
  const body = serializer.serialize(collected(all) as never)
  return body === '# no registered metrics' ? '' : body
}

describe('the official serializer', () => {
  it('and ours give the same families and samples where they must agree', () => {
    fc.assert(
      fc.property(metrics, (all) => {
        const ours = parseText(expose(collected(all)).text)
        const theirs = parseText(official(all))
        expect(samplesOf(ours)).toEqual(samplesOf(theirs))
        const headed = ({ families }: typeof ours) =>
          families.map(({ name: of, type, help }) => ({ of, type, help }))
        expect(headed(ours)).toEqual(headed(theirs))
      }),
      { numRuns: 300 },
    )
  })
})
