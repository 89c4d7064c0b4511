import { type Contender, interleave, libraries, official, spanmeter } from '../harness/index.ts'
import type { RecordParameters } from '../subjects/record/recorder.ts'
import type { RecordRound } from '../subjects/record/subject.ts'
import type { Benchmark } from './benchmark.ts'

interface RecordBenchmark {
  readonly name: string
  readonly title: string
  readonly parameters: RecordParameters
  readonly contenders: readonly Contender[]
  readonly against: string
  readonly atMost: number
}

/** Time per record, inside a sampled span, with two readers that both collect after every round. */
function record({ name, title, parameters, contenders, against, atMost }: RecordBenchmark): Benchmark {
  return {
    name,
    title,
    contenders,
    units: { record: 'ns' },
    comparisons: [{ quantity: 'record', title: `against ${against}`, kind: 'ratio', against, atMost }],
    measure: async ({ rounds = 12, quick }) => {
      const count = quick ? 5_000 : 500_000
      const recorded = new Map<object, number>()
      return interleave({
        contenders,
        start: (contender) => ({ family: 'record', contender: contender.name, parameters }),
        rounds: quick ? 2 : rounds,
        warmups: quick ? 1 : 2,
        warmupMillis: quick ? 0 : 1_500,
        launches: quick ? 1 : 3,
        async turn(process) {
          const { nanoseconds, counts } = await process.call<RecordRound>('round', count)
          const expected = (recorded.get(process) ?? 0) + count
          recorded.set(process, expected)
          if (counts.length !== 2 || counts.some((seen) => seen !== expected)) {
            throw new Error(`${name}: ${process.name} recorded ${expected}, its readers saw ${counts}.`)
          }
          return { record: nanoseconds / count }
        },
      })
    },
  }
}

const fastest = { contenders: libraries, against: 'fastest peer' }
const officialOnly = { contenders: [spanmeter, official], against: official.name }

export const recordBenchmarks: readonly Benchmark[] = [
  record({
    name: 'bound-counter',
    title: 'bound counter, add',
    parameters: { instrument: 'counter', labelling: 'bound' },
    ...fastest,
    atMost: 1 / 20,
  }),
  record({
    name: 'bound-histogram',
    title: 'bound histogram, record',
    parameters: { instrument: 'histogram', labelling: 'bound' },
    ...fastest,
    atMost: 1 / 20,
  }),
  record({
    name: 'domain-counter-2',
    title: 'counter of a domain meter, 2 labels',
    parameters: { instrument: 'counter', labelling: 'two' },
    ...fastest,
    atMost: 1 / 3,
  }),
  record({
    name: 'domain-counter-3',
    title: 'counter of a domain meter, 3 labels',
    parameters: { instrument: 'counter', labelling: 'three' },
    ...fastest,
    atMost: 1 / 3,
  }),
  record({
    name: 'domain-histogram-2',
    title: 'histogram of a domain meter, 2 labels',
    parameters: { instrument: 'histogram', labelling: 'two' },
    ...fastest,
    atMost: 1 / 3,
  }),
  record({
    name: 'domain-histogram-3',
    title: 'histogram of a domain meter, 3 labels',
    parameters: { instrument: 'histogram', labelling: 'three' },
    ...fastest,
    atMost: 1 / 3,
  }),
  record({
    name: 'generic-counter',
    title: 'counter.add(1, { … }) through the API',
    parameters: { instrument: 'counter', labelling: 'generic' },
    ...officialOnly,
    atMost: 1 / 10,
  }),
  record({
    name: 'generic-counter-reused',
    title: 'counter.add(1, attributes) through the API, objects made once',
    parameters: { instrument: 'counter', labelling: 'generic-reused' },
    ...officialOnly,
    atMost: 1 / 10,
  }),
]
