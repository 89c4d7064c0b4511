import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { expose } from './expose.ts'
import { hostileAttributes, hostileMetric } from './hostile.ts'
import { collected, counter, exemplar, gauge, histogram, upDownCounter } from './metrics.ts'
import { parseOpenMetrics } from './openmetrics-parser.ts'
import { samplesOf } from './parsed.ts'
import { parseText } from './text-parser.ts'
import { promtool, python, readStrictly, run } from './tools.ts'

const ordinary = collected(
  [
    counter({ name: 'shop_jobs' }, [{ kind: 'a', at: 'x"\\\n\r' }, 1, [exemplar(1)]], [{ kind: 'b' }, 2.5]),
    upDownCounter({ name: 'shop_open', unit: '{job}' }, [{}, -3]),
    gauge(
      { name: 'shop_level', unit: '1' },
      [{ a: '1' }, Number.NaN],
      [{ a: '2' }, Number.POSITIVE_INFINITY],
    ),
    histogram(
      { name: 'shop_wait', unit: 's' },
      [
        { kind: 'a' },
        { boundaries: [0.001, 1, 1e6], counts: [1, 2, 3, 4], sum: 1.5 },
        [exemplar(0.5), exemplar(2e6)],
      ],
      [{ kind: 'b' }, { boundaries: [0.001, 1, 1e6], counts: [0, 0, 0, 0], sum: 0 }],
    ),
  ],
  { 'service.name': 'shop', 'service.instance.id': 'a:1' },
)

const samples = fc.sample(fc.tuple(fc.array(hostileMetric, { maxLength: 8 }), hostileAttributes), {
  numRuns: 300,
  seed: 7,
})
const hostile = samples.map(([metrics, resource]) => collected(metrics, resource))

describe("Python's prometheus_client", () => {
  it.skipIf(python === undefined)(
    'reads every exposition in both formats, and finds the samples that our readers find',
    () => {
      const all = [ordinary, ...hostile].flatMap((collection) => {
        const { text, openMetrics } = expose(collection)
        return [
          ['text', Buffer.from(text).toString()],
          ['openmetrics', Buffer.from(openMetrics).toString()],
        ] as const
      })
      // That reader stumbles over escaped quotes in the labels of exemplars, which the specification allows.
      const bodies = all.filter(([kind, body]) => kind === 'text' || !/ # \{.*\\"/.test(body))
      expect(bodies.length).toBeGreaterThan(all.length / 2)
      const readings = readStrictly(bodies)
      for (const [at, [kind, body]] of bodies.entries()) {
        expect(readings[at]?.error, body).toBeUndefined()
        const ours = Object.keys(samplesOf(kind === 'text' ? parseText(body) : parseOpenMetrics(body))).sort()
        const theirs = (readings[at]?.samples ?? []).map(([name, labels]) => {
          const text = Object.entries(labels)
            .map(([label, of]) => `${label}=${JSON.stringify(of)}`)
            .sort()
          // That reader adds `_total` to any counter without it, also to one called `total`.
          const own = name === 'total_total' ? 'total' : name
          return text.length === 0 ? own : `${own}{${text.join(',')}}`
        })
        expect(theirs.sort(), body).toEqual(ours)
      }
    },
  )

  it.skipIf(python === undefined)('refuses what is wrong, so that the test above says something', () => {
    const readings = readStrictly([
      ['openmetrics', '# TYPE a counter\na 1\n# EOF\n'],
      ['openmetrics', 'a 1\n'],
      ['text', 'a{b="c} 1\n'],
    ])
    expect(readings.map(({ error }) => typeof error)).toEqual(['string', 'string', 'string'])
  })
})

describe('promtool check metrics', () => {
  it.skipIf(promtool === undefined)('has nothing to say about an ordinary exposition', () => {
    expect(run(promtool ?? '', ['check', 'metrics'], expose(ordinary).text)).toEqual({ code: 0, said: '' })
  })

  it.skipIf(promtool === undefined)(
    'can read hostile ones (it lints names and help, which are theirs)',
    () => {
      for (const collection of hostile.slice(0, 60)) {
        const { text } = expose(collection)
        const { code, said } = run(promtool ?? '', ['check', 'metrics'], text)
        expect(said, text).not.toMatch(/error while linting|parsing error/)
        expect([0, 3]).toContain(code)
      }
    },
  )

  it.skipIf(promtool === undefined)('refuses what is wrong, so that the tests above say something', () => {
    expect(run(promtool ?? '', ['check', 'metrics'], 'a{b="c} 1\n').code).toBe(1)
  })
})
