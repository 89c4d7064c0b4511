import { type Contender, interleave, spanmeter } from '../harness/index.ts'
import { type Arrival, startOtlpReceiver } from '../receiver/index.ts'
import type { Benchmark } from './benchmark.ts'

const sdkNode: Contender = { name: 'sdk-node', role: 'peer' }
const contenders = [spanmeter, sdkNode]

/** From the first import until the first span and the first point are at the receiver, in a new process each time. */
export const startup: Benchmark = {
  name: 'startup',
  title: 'import and start, until the first span and the first point have left',
  contenders,
  units: { startup: 'ms' },
  comparisons: [
    { quantity: 'startup', title: 'against', kind: 'ratio', against: sdkNode.name, atMost: 1 / 2 },
  ],
  async measure({ quick, rounds = 11 }) {
    const launches = quick ? 1 : rounds
    await using receiver = await startOtlpReceiver()
    const env = {
      PATH: process.env.PATH,
      OTEL_SERVICE_NAME: 'bench',
      OTEL_TRACES_EXPORTER: 'otlp',
      OTEL_METRICS_EXPORTER: 'otlp',
      OTEL_LOGS_EXPORTER: 'none',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    }
    return await interleave({
      contenders,
      start: ({ name }) => ({ family: 'startup', contender: name, env }),
      rounds: launches,
      // The first processes read the files from the disk.
      warmups: 0,
      launches,
      async turn(process) {
        receiver.take()
        const start = await process.call<bigint>('go')
        return { startup: Number(lastNeeded(process.name, receiver.take()) - start) / 1e6 }
      },
    })
  },
}

/** When both a span and a point had arrived. */
function lastNeeded(contender: string, arrivals: readonly Arrival[]): bigint {
  const span = arrivals.find(({ signal, body }) => signal === 'traces' && body.includes('bench first span'))
  const point = arrivals.find(({ signal, body }) => signal === 'metrics' && body.includes('bench_'))
  if (span === undefined || point === undefined) {
    throw new Error(`${contender} sent ${span === undefined ? 'no span' : 'no point'}.`)
  }
  // Math.max takes no bigint.
  if (span.at > point.at) return span.at
  return point.at
}
