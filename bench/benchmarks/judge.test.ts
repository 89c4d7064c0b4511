import { describe, expect, test } from 'vitest'
import { type Contender, libraries, type Measured } from '../harness/index.ts'
import type { Benchmark, Comparison } from './benchmark.ts'
import { judge } from './judge.ts'

const domain: Contender = { name: 'spanmeter-domain', role: 'subject' }

function benchmark(comparison: Comparison): Benchmark {
  return {
    name: 'one',
    title: 'one',
    contenders: [...libraries, domain],
    units: { record: 'ns' },
    comparisons: [comparison],
    measure: () => Promise.reject(new Error('only judged here')),
  }
}

function measured(samples: Readonly<Record<string, number[]>>): Measured {
  const series = Object.entries(samples).map(([contender, values]) => ({
    contender,
    quantity: 'record',
    samples: values,
  }))
  return { series, skipped: [] }
}

const tenth: Comparison = {
  quantity: 'record',
  title: 'against the fastest peer',
  kind: 'ratio',
  against: 'fastest peer',
  atMost: 0.1,
}

function only(comparison: Comparison, samples: Readonly<Record<string, number[]>>, quick = false) {
  const [judged, ...more] = judge(benchmark(comparison), measured(samples), quick)
  expect(more).toEqual([])
  return judged
}

describe('a ratio', () => {
  test('is taken to the peer that is fastest by its median, and judged by the median of the rounds', () => {
    const judged = only(tenth, {
      spanmeter: [10, 10, 10, 10, 10, 50],
      official: [900, 900, 900, 900, 900, 900],
      'prom-client': [200, 200, 200, 200, 200, 1],
      'prometheus-io': [201, 201, 201, 201, 201, 201],
    })
    expect(judged).toMatchObject({ against: 'prom-client', figure: 0.05, verdict: 'pass, close' })
  })

  test('is plain where every round agrees', () => {
    const peers = { official: [100, 100, 100, 100, 100, 100] }
    expect(only(tenth, { spanmeter: [9, 9, 9, 9, 9, 9], ...peers })?.verdict).toBe('pass')
    expect(only(tenth, { spanmeter: [10, 10, 10, 10, 10, 10], ...peers })?.verdict).toBe('pass')
    expect(only(tenth, { spanmeter: [11, 11, 11, 11, 11, 11], ...peers })?.verdict).toBe('fail')
  })

  test('is named as close where another run might judge otherwise', () => {
    const peers = { official: [100, 100, 100, 100, 100, 100, 100] }
    expect(only(tenth, { spanmeter: [9, 9, 9, 11, 11, 11, 11], ...peers })?.verdict).toBe('fail, close')
  })

  test('can be that of another subject', () => {
    const judged = only(
      { ...tenth, of: domain.name },
      { spanmeter: [50], 'spanmeter-domain': [5], official: [100] },
    )
    expect(judged?.figure).toBe(0.05)
  })
})

test('a difference is taken within each round', () => {
  const judged = only(
    { quantity: 'record', title: 'over', kind: 'difference', against: 'official', atMost: 5 },
    { spanmeter: [14, 104, 24], official: [10, 100, 20] },
  )
  expect(judged).toMatchObject({ figure: 4, verdict: 'pass' })
})

test('a value is judged at the quantile it asks for', () => {
  const judged = only(
    { quantity: 'record', title: 'p99', kind: 'value', at: 'p99', atMost: 5 },
    { spanmeter: [1, 1, 1, 1, 9] },
  )
  expect(judged).toMatchObject({ figure: expect.closeTo(8.68, 6), verdict: 'fail' })
})

test('a quick run judges nothing', () => {
  expect(only(tenth, { spanmeter: [1], official: [1] }, true)?.verdict).toBe('not judged')
})

test('without any peer that ran there is nothing to compare', () => {
  expect(judge(benchmark(tenth), measured({ spanmeter: [1] }), false)).toEqual([])
})
