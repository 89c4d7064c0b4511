import { describe, expect, test } from 'vitest'
import { panelQueries, shippedDashboards } from './panel-queries.ts'
import { fillVariables, initialValues, type TimeRange } from './variables.ts'

const range: TimeRange = { from: 1_000, to: 4_600, step: 15, scrapeInterval: 15 }

describe('variables in a query', () => {
  test.each([
    ['a plain one', '{job=~"$job"}', '{job=~"shop"}'],
    ['one in braces', `{job=~"\${job}"}`, '{job=~"shop"}'],
    ['one with a format', `{job=~"\${job:regex}"}`, '{job=~"shop"}'],
    ['one in brackets', '{job=~"[[job]]"}', '{job=~"shop"}'],
    ['a name that another one starts with', '$job$job_name', 'shopShop'],
    ['several values', '{job=~"$several"}', '{job=~"(a|b\\\\.c)"}'],
    ['the range', 'increase(x[$__range])', 'increase(x[3600s])'],
    ['the range in numbers', '$__range_s $__range_ms', '3600 3600000'],
    ['the interval', 'x[$__interval] $__interval_ms', 'x[15s] 15000'],
    ['what Prometheus knows itself', 'x{a="1$"} == 1', 'x{a="1$"} == 1'],
  ])('%s', (_, written, filled) => {
    const values = { job: 'shop', job_name: 'Shop', several: ['a', 'b.c'] }
    expect(fillVariables(written, values, range)).toBe(filled)
  })

  test('the interval of rates spans four scrapes, or a step and a scrape when that is longer', () => {
    const filled = (step: number, scrapeInterval: number) =>
      fillVariables('$__rate_interval', {}, { ...range, step, scrapeInterval })
    expect(filled(15, 15)).toBe('60s')
    expect(filled(120, 15)).toBe('135s')
    expect(filled(1, 1)).toBe('4s')
    expect(filled(0.5, 0.5)).toBe('2s')
  })

  test('one that nobody set is an error, since Prometheus would look for its name', () => {
    expect(() => fillVariables('up{job="$jbo"}', { job: 'shop' }, range)).toThrow(
      'The variable $jbo has no value, in up{job="$jbo"}.',
    )
  })
})

test('every query that is shipped is complete once its dashboard is open', () => {
  let count = 0
  for (const dashboard of shippedDashboards()) {
    for (const { expr, refId } of panelQueries(dashboard)) {
      count++
      expect(refId).not.toBe('')
      expect(fillVariables(expr, initialValues(dashboard), range)).not.toMatch(/\$|\[\[/)
    }
  }
  expect(count).toBeGreaterThan(90)
})

test('a dashboard opens with every job and instance, and one source', () => {
  const [dashboard] = shippedDashboards().filter(({ uid }) => uid === 'shop-overview')
  expect(dashboard && initialValues(dashboard)).toEqual({
    job: '.+',
    instance: '.+',
    source: 'scrape',
    interval: '1m',
  })
})

test('queries of folded rows count, hidden ones do not', () => {
  const target = { refId: 'A', expr: 'up' }
  const folded = { type: 'row', title: 'Row', panels: [{ type: 'stat', title: 'Up', targets: [target] }] }
  const hidden = { type: 'stat', title: 'Down', targets: [{ ...target, hide: true }] }
  const queries = panelQueries({ uid: 'x', title: 'X', panels: [folded, hidden] })
  expect(queries.map(({ panel }) => panel)).toEqual(['Up'])
})
