import { SpanKind } from '@opentelemetry/api'
import { BoundMeterProvider } from '../../../src/instruments/index.ts'
import { disableMeters, LabelledMeter } from '../../../src/instruments/labelled/index.ts'
import { createOperation, type Operation } from '../../../src/operations/index.ts'
import { bounds, overTwoLabels, type TwoLabels, twoLabels } from '../../workload/index.ts'
import { CollectingReader, recordsSeen } from '../record/readers.ts'
import { type CreateRunner, work } from './runner.ts'

/** An operation that moves a counter and a histogram, made as a catalog makes it. */
export const createRunner: CreateRunner = async ({ mode, work: kind }, plan) => {
  const readers = [new CollectingReader(), new CollectingReader()]
  const meterProvider = new BoundMeterProvider({ readers })
  if (mode === 'disabled') disableMeters()
  const meter = new LabelledMeter({
    scope: { name: 'bench' },
    ...(mode === 'disabled' ? {} : { meterProvider }),
  })
  const labels = [label('event_type'), label('tenant_id')] as const
  const counter = meter.counter({
    type: 'counter',
    name: 'bench_total',
    description: 'Operations of the bench',
    unit: '',
    labels,
  })
  const histogram = meter.histogram({
    type: 'histogram',
    name: 'bench_seconds',
    description: 'Durations of the bench',
    unit: 's',
    buckets: bounds,
    labels,
  })
  const keys = ['event_type', 'tenant_id']
  const operation: Operation<TwoLabels> = createOperation(
    {
      name: 'bench.work',
      span: {
        kind: SpanKind.CLIENT,
        labels: { event_type: 'bench.event_type', tenant_id: 'bench.tenant_id' },
      },
      labels: keys,
      metrics: [
        { metric: counter, labels: keys, measure: 'count' },
        { metric: histogram, labels: keys, measure: 'duration' },
      ],
    },
    { name: 'bench' },
  )

  const runs = {
    sync: overTwoLabels(plan, (_value, given) => operation.run(given, runWork)),
    async: overAsync(plan, operation),
    record: overTwoLabels(plan, (_value, given) => {
      work.sync(1)
      counter.add(1, given)
    }),
  }
  /** Each reader sees every operation twice: in the counter and in the histogram. */
  const counts = async () => {
    const seen = await Promise.all(readers.map(recordsSeen))
    return seen.map((both) => both / 2)
  }
  return { run: runs[kind], counts }
}

type Plan = Parameters<CreateRunner>[1]

function overAsync({ cells, size }: Plan, operation: Operation<TwoLabels>) {
  const mask = size - 1
  return async (count: number): Promise<void> => {
    for (let at = 0; at < count; at++) {
      await operation.run(twoLabels(cells[at & mask] as number), runAsyncWork)
    }
  }
}

function runWork(): number {
  return work.sync(1)
}

function runAsyncWork(): Promise<number> {
  return work.async(1)
}

function label<const Key extends string>(key: Key) {
  return { key, attribute: key, bound: 20 } as const
}
