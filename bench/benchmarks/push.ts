import { interleave, official, spanmeter } from '../harness/index.ts'
import { countHistogramPoints, startOtlpReceiver } from '../receiver/index.ts'
import type { PushRound } from '../subjects/push/subject.ts'
import type { Benchmark } from './benchmark.ts'

const contenders = [spanmeter, official]

/** How long the loop is held while 100,000 series are pushed. The Prometheus libraries push no OTLP. */
export const pushDelay: Benchmark = {
  name: 'loop-push-100k',
  title: 'event loop while 100,000 histogram series are pushed by OTLP',
  contenders,
  units: { slice: 'ms', delay: 'ms', gc: 'ms', push: 'ms' },
  comparisons: [
    { quantity: 'slice', title: 'longest slice, p99 of the rounds', kind: 'value', at: 'p99', atMost: 5 },
    {
      quantity: 'delay',
      title: 'against the fastest peer',
      kind: 'ratio',
      against: 'fastest peer',
      atMost: 1 / 10,
    },
  ],
  async measure({ quick, rounds = 8 }) {
    await using receiver = await startOtlpReceiver()
    const seriesCount = quick ? 1000 : 100_000
    const parameters = { seriesCount, endpoint: receiver.url }
    return await interleave({
      contenders,
      start: ({ name }) => ({ family: 'push', contender: name, parameters }),
      rounds: quick ? 2 : rounds,
      warmups: quick ? 1 : 2,
      launches: 1,
      async turn(process) {
        receiver.take()
        const { slice, delay, gc, push } = await process.call<PushRound>('push')
        const points = receiver.take().reduce((sum, { body }) => sum + countHistogramPoints(body), 0)
        if (points !== seriesCount) {
          throw new Error(`${process.name} pushed ${points} histogram points of ${seriesCount}.`)
        }
        return { slice, delay, gc, push }
      },
    })
  },
}
