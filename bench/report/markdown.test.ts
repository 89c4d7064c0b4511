import { expect, test } from 'vitest'
import { spread } from '../statistics/index.ts'
import { markdownTables } from './index.ts'
import type { BenchResult } from './result.ts'

function result(node: string, samples: number[]): BenchResult {
  return {
    schema: 1,
    node,
    cores: 2,
    quick: false,
    versions: {},
    passed: 1,
    failed: 0,
    benchmarks: [
      {
        name: 'bound-counter',
        title: 'bound counter, add',
        skipped: [],
        contenders: [
          {
            name: 'spanmeter',
            role: 'subject',
            quantity: 'record',
            unit: 'ns',
            samples,
            spread: spread(samples),
          },
        ],
        comparisons: [
          {
            title: 'against fastest peer',
            quantity: 'record',
            kind: 'ratio',
            against: 'prom-client',
            figure: 0.01,
            spread: spread([0.01]),
            atMost: 0.05,
            verdict: 'pass',
          },
        ],
      },
    ],
  }
}

test('the tables have a column for each version of Node.js, with figure and verdict', () => {
  const other = { ...result('v24.0.0', [4]), benchmarks: [] }
  expect(markdownTables([result('v20.0.0', [2, 3, 4]), other]).split('\n')).toEqual([
    '| benchmark | what | at most | Node.js v20.0.0 | Node.js v24.0.0 |',
    '|---|---|---|---|---|',
    '| `bound-counter` | bound counter, add: record, against fastest peer | 0.0500 (1/20.0) | 0.0100 (1/100), pass | not run |',
    '',
    'What stands behind them: the median of each contender.',
    '',
    '| benchmark | quantity | contender | Node.js v20.0.0 | Node.js v24.0.0 |',
    '|---|---|---|---|---|',
    '| `bound-counter` | record | spanmeter | 3.00 ns | not run |',
  ])
})
