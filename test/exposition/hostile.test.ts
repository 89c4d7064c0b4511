import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { expose, parsed } from './expose.ts'
import { hostileAttributes, hostileMetric, hostileTexts } from './hostile.ts'
import { collected, counter, gauge } from './metrics.ts'
import { parseOpenMetrics } from './openmetrics-parser.ts'
import { familyOf } from './parsed.ts'
import { parseText } from './text-parser.ts'

describe('whatever is recorded', () => {
  it('the exposition is valid in every format, with no series twice', () => {
    fc.assert(
      fc.property(fc.array(hostileMetric, { maxLength: 8 }), hostileAttributes, (metrics, resource) => {
        const { text, openMetrics, json } = expose(collected(metrics, resource))
        // As a client sees it: after UTF-8.
        parseText(Buffer.from(text).toString())
        parseOpenMetrics(Buffer.from(openMetrics).toString())
        const keys = [...json.matchAll(/(?<=[{,])("(?:[^"\\]|\\.)*"):/g)].map(([, key]) => key)
        expect(new Set(keys).size).toBe(keys.length)
        JSON.parse(json)
      }),
      { numRuns: 1000 },
    )
  })

  it.each(hostileTexts.map((text) => [JSON.stringify(text.slice(0, 30)), text]))(
    'the label value %s arrives as it was',
    (_, text) => {
      const expected = text === '' ? undefined : text.replace('\ud800', '\ufffd')
      const { text: prometheus, openMetrics } = parsed(
        collected([counter({ name: 'c' }, [{ value: text, other: 'x' }, 1])]),
      )
      expect(familyOf(prometheus, 'c_total').samples[0]?.labels.get('value')).toBe(expected)
      expect(familyOf(openMetrics, 'c').samples[0]?.labels.get('value')).toBe(expected)
    },
  )

  it.each(hostileTexts.map((text) => [JSON.stringify(text.slice(0, 30)), text]))(
    'the description %s arrives as it was',
    (_, text) => {
      const { text: prometheus, openMetrics } = parsed(
        collected([gauge({ name: 'g', description: text }, [{}, 1])]),
      )
      const expected = text === '' ? undefined : text.replace('\ud800', '\ufffd')
      expect(familyOf(prometheus, 'g').help).toBe(expected)
      expect(familyOf(openMetrics, 'g').help).toBe(expected)
    },
  )
})

describe('values that the types forbid, from other producers', () => {
  it('cost the attribute alone when reading it throws', () => {
    const attributes = Object.defineProperty({ ok: 'yes' }, 'broken', {
      enumerable: true,
      get: () => {
        throw new Error('no')
      },
    })
    expect(expose(collected([counter({ name: 'c' }, [attributes, 1])])).text).toContain(
      'c_total{ok="yes"} 1\n',
    )
  })

  it('are exposed as well as they can be', () => {
    const circular: unknown[] = []
    circular.push(circular)
    const attributes = { big: 1n, circular, nothing: null, fn: () => 1, date: new Date(0), object: { a: 1 } }
    const metric = counter({ name: 'c' }, [attributes as never, 1])
    expect([...(familyOf(parsed(collected([metric])).text, 'c_total').samples[0]?.labels ?? [])]).toEqual([
      ['big', 'bigint'],
      ['circular', 'object'],
      ['date', '"1970-01-01T00:00:00.000Z"'],
      ['object', '{"a":1}'],
    ])
  })
})
