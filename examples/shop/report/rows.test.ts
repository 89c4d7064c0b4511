import { expect, test } from 'vitest'
import { rowsOf } from './rows.ts'
import { slowestExemplars } from './slowest.ts'
import { type Snapshot, takeSnapshot } from './snapshot.ts'

function snapshot(at: number, counts: number[], errors: number): Snapshot {
  const count = counts.reduce((sum, each) => sum + each, 0)
  const exemplars = [
    { value: 0.7, traceId: 'slow' },
    { value: 0.05, traceId: 'quick' },
  ]
  const histogram = { count, sum: 1, buckets: { boundaries: [0.1, 1], counts } }
  const metrics = [
    {
      descriptor: { name: 'd' },
      dataPoints: [{ attributes: { path: '/', method: 'GET' }, value: histogram, exemplars }],
    },
    {
      descriptor: { name: 'e' },
      dataPoints: [
        { attributes: { path: '/', method: 'GET', status: 500 }, value: errors },
        { attributes: { path: '/', method: 'GET', status: 200 }, value: 99 },
      ],
    },
  ]
  return takeSnapshot({ resourceMetrics: { scopeMetrics: [{ metrics }] } }, at)
}

const source = {
  durations: 'd',
  errors: 'e',
  by: ['path'],
  isError: ({ labels }: { labels: Readonly<Record<string, string>> }) => labels.status === '500',
}

test('rates, errors and quantiles are those between the two snapshots', () => {
  const before = snapshot(0, [10, 0, 0], 1)
  const now = snapshot(10, [10, 20, 0], 6)
  expect(rowsOf({ now, before, seconds: 10 }, source)).toMatchObject([
    { labels: { path: '/' }, row: { count: 20, rate: 2, errors: 0.5, p50: 0.55, p95: 0.955 } },
  ])
})

test('without an earlier snapshot they are those of the whole run', () => {
  const [first] = rowsOf({ now: snapshot(10, [10, 20, 0], 6), before: undefined, seconds: 30 }, source)
  expect(first?.row).toMatchObject({ count: 30, rate: 1, errors: 0.2 })
})

test('within no time there are no rates', () => {
  expect(rowsOf({ now: snapshot(0, [1, 0, 0], 0), before: undefined, seconds: 0 }, source)).toEqual([])
})

test('exemplars come with the bounds of their bucket, the slowest first', () => {
  expect(slowestExemplars(snapshot(0, [1, 1, 0], 0), 'd')).toMatchObject([
    { traceId: 'slow', from: 0.1, to: 1, seconds: 0.7 },
    { traceId: 'quick', from: 0, to: 0.1, seconds: 0.05 },
  ])
})
