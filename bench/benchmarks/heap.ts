import { type Contender, interleave, official, promClient, spanmeter } from '../harness/index.ts'
import type { HeapRound } from '../subjects/heap/subject.ts'
import { seriesPerHistogram } from '../workload/index.ts'
import type { Benchmark } from './benchmark.ts'

/** Prints beside the others; its exemplars are the caller's objects. */
const shown: Contender = { ...promClient, role: 'shown' }
/** The same series made through a domain meter instead of the API. */
const domain: Contender = { name: 'spanmeter-domain', role: 'subject' }
const contenders = [spanmeter, domain, official, shown]

/** Live memory per series, in processes that do nothing else. */
export const heap: Benchmark = {
  name: 'heap',
  title: 'memory of a histogram series with four exemplars (the official SDK has none), two readers',
  contenders,
  units: { running: 'B', collected: 'B' },
  comparisons: [
    { quantity: 'running', title: 'against', kind: 'ratio', against: official.name, atMost: 1 / 2 },
    { quantity: 'collected', title: 'against', kind: 'ratio', against: official.name },
    {
      quantity: 'running',
      title: 'of a domain meter, against',
      kind: 'ratio',
      of: domain.name,
      against: official.name,
      atMost: 1 / 2,
    },
    {
      quantity: 'collected',
      title: 'of a domain meter, against',
      kind: 'ratio',
      of: domain.name,
      against: official.name,
    },
  ],
  async measure({ quick, rounds = 5 }) {
    const histograms = quick ? 1 : 10
    const launches = quick ? 1 : rounds
    const series = histograms * seriesPerHistogram
    return await interleave({
      contenders,
      start: ({ name }) => ({
        family: 'heap',
        contender: name,
        parameters: histograms,
        execArgv: ['--expose-gc'],
      }),
      rounds: launches,
      warmups: 0,
      launches,
      async turn(process) {
        const { running, collected, records, exemplars } = await process.call<HeapRound>('measure')
        const expected = process.name === official.name ? 0 : 4 * series
        if (records !== 8 * series || exemplars !== expected) {
          throw new Error(
            `${process.name} holds ${records} records and ${exemplars} exemplars, not ${8 * series} and ${expected}.`,
          )
        }
        return { running, collected }
      },
    })
  },
}
