import { type Contender, interleave, spanmeter } from '../harness/index.ts'
import type { OperationParameters } from '../subjects/operation/runner.ts'
import type { OperationRound } from '../subjects/operation/subject.ts'
import type { Benchmark, Comparison } from './benchmark.ts'

interface OperationBenchmark {
  readonly name: string
  readonly title: string
  readonly parameters: OperationParameters
  readonly baseline: 'bare-span' | 'bare-call'
  /** A ratio to the bare span, or nanoseconds over the bare call. */
  readonly atMost: number
}

/** Time per operation (or record) beside the same work without it. */
function operation({ name, title, parameters, baseline, atMost }: OperationBenchmark): Benchmark {
  const contenders: readonly Contender[] = [spanmeter, { name: baseline, role: 'baseline' }]
  const comparison: Comparison =
    baseline === 'bare-span'
      ? { quantity: 'operation', title: 'to the bare span', kind: 'ratio', against: baseline, atMost }
      : { quantity: 'operation', title: 'over the bare call', kind: 'difference', against: baseline, atMost }
  return {
    name,
    title,
    contenders,
    units: { operation: 'ns' },
    comparisons: [comparison],
    async measure({ quick, rounds = 20 }) {
      const count = quick ? 1000 : baseline === 'bare-span' ? 100_000 : 500_000
      const spans = new Set<string>()
      const done = new Map<object, number>()
      return await interleave({
        contenders,
        start: (contender) => ({ family: 'operation', contender: contender.name, parameters }),
        rounds: quick ? 2 : rounds,
        warmups: quick ? 1 : 3,
        warmupMillis: quick ? 0 : 1_500,
        launches: quick ? 1 : 5,
        async turn(process) {
          const round = await process.call<OperationRound>('round', count)
          const expected = (done.get(process) ?? 0) + count
          done.set(process, expected)
          check(name, process.name, parameters, round, count, expected)
          spans.add(round.lastSpan)
          if (spans.size > 1) throw new Error(`${name}: the spans differ: ${[...spans].join(' and ')}`)
          return { operation: round.nanoseconds / count }
        },
      })
    },
  }
}

function check(
  name: string,
  contender: string,
  { mode }: OperationParameters,
  round: OperationRound,
  count: number,
  expected: number,
): void {
  const counted = contender === spanmeter.name && mode !== 'disabled'
  const wrong = [
    ...(round.done === count ? [] : [`did the work ${round.done} times`]),
    ...(counted && round.counts.length === 0 ? ['has no metrics'] : []),
    ...round.counts
      .filter((seen) => seen !== (counted ? expected : 0))
      .map((seen) => `counts ${seen} in all`),
    ...(mode !== 'sampled' || round.spans === expected ? [] : [`ended ${round.spans} spans in all`]),
    ...(mode === 'sampled' || round.spans === 0 ? [] : [`ended ${round.spans} spans`]),
  ]
  if (wrong.length > 0) {
    throw new Error(`${name}: after ${count} of ${expected} in all, ${contender} ${wrong.join(' and ')}.`)
  }
}

export const operationBenchmarks: readonly Benchmark[] = [
  operation({
    name: 'operation-sampled-sync',
    title: 'operation: span, counter, histogram and exemplars; sampled',
    parameters: { mode: 'sampled', work: 'sync' },
    baseline: 'bare-span',
    atMost: 1.15,
  }),
  operation({
    name: 'operation-sampled-async',
    title: 'the same, asynchronous',
    parameters: { mode: 'sampled', work: 'async' },
    baseline: 'bare-span',
    atMost: 1.15,
  }),
  operation({
    name: 'operation-unsampled-sync',
    title: 'operation, not sampled',
    parameters: { mode: 'unsampled', work: 'sync' },
    baseline: 'bare-span',
    atMost: 1.35,
  }),
  operation({
    name: 'operation-unsampled-async',
    title: 'the same, asynchronous',
    parameters: { mode: 'unsampled', work: 'async' },
    baseline: 'bare-span',
    atMost: 1.35,
  }),
  operation({
    name: 'operation-untraced-sync',
    title: 'operation without a tracer provider',
    parameters: { mode: 'untraced', work: 'sync' },
    baseline: 'bare-call',
    atMost: 150,
  }),
  operation({
    name: 'operation-untraced-async',
    title: 'the same, asynchronous',
    parameters: { mode: 'untraced', work: 'async' },
    baseline: 'bare-call',
    atMost: 250,
  }),
  operation({
    name: 'disabled-record',
    title: 'record of a counter that is disabled',
    parameters: { mode: 'disabled', work: 'record' },
    baseline: 'bare-call',
    atMost: 5,
  }),
  operation({
    name: 'disabled-operation-sync',
    title: 'operation that is disabled',
    parameters: { mode: 'disabled', work: 'sync' },
    baseline: 'bare-call',
    atMost: 20,
  }),
  operation({
    name: 'disabled-operation-async',
    title: 'the same, asynchronous',
    parameters: { mode: 'disabled', work: 'async' },
    baseline: 'bare-call',
    atMost: 20,
  }),
]
