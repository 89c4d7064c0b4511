import { expect, test } from 'vitest'
import { selectorsOf, syntaxErrors } from './parsed-promql.ts'

test('what Prometheus would refuse is an error, also with variables in it', () => {
  expect(syntaxErrors('sum by(le) (rate(x_bucket{job=~"$job"}[$__rate_interval]))')).toEqual([])
  expect(syntaxErrors('sum by(le (rate(x[5m]))')).not.toEqual([])
  expect(syntaxErrors('rate(x{a=b}[5m])')).not.toEqual([])
})

test('a selector is told with its matchers and what is around it', () => {
  const [part, whole] = selectorsOf('sum by(job) (rate(a_total{x="1",y=~"2|3"}[5m])) / sum(b)')
  expect(part).toEqual({
    metric: 'a_total',
    matchers: ['x="1"', 'y=~"2|3"'],
    inside: ['rate', 'sum'],
    dividedBare: false,
  })
  expect(whole?.inside).toEqual(['sum'])
})

test('a division of series that are not aggregated is seen', () => {
  const bare = (expression: string) => selectorsOf(expression).map(({ dividedBare }) => dividedBare)
  expect(bare('rate(a[5m]) / rate(b[5m])')).toEqual([true, true])
  expect(bare('sum(rate(a[5m]) / rate(b[5m]))')).toEqual([true, true])
  expect(bare('(sum(rate(a[5m])) or (sum(rate(b[5m])) * (0))) / (sum(rate(b[5m])))')).toEqual([
    false,
    false,
    false,
  ])
})
