import type { Attributes } from '@opentelemetry/api'
import { MeterProvider } from '@opentelemetry/sdk-metrics'
import { bounds, overCells, overThreeLabels, overTwoLabels, perCell } from '../../workload/index.ts'
import { CollectingReader, recordsSeen } from './readers.ts'
import type { CreateRecorder } from './recorder.ts'

/** The official SDK with two readers. It has no bound instruments: `bound` hands it attribute objects made once. */
export const createRecorder: CreateRecorder = async ({ instrument, labelling }, plan) => {
  const readers = [new CollectingReader(), new CollectingReader()]
  const meter = new MeterProvider({ readers }).getMeter('bench')
  const counter = meter.createCounter('bench_total')
  const histogram = meter.createHistogram('bench_seconds', { advice: { explicitBucketBoundaries: bounds } })
  const record =
    instrument === 'counter'
      ? (_value: number, attributes: Attributes) => counter.add(1, attributes)
      : (value: number, attributes: Attributes) => histogram.record(value, attributes)

  const collect = () => Promise.all(readers.map(recordsSeen))
  switch (labelling) {
    case 'two':
    case 'generic':
      return { run: overTwoLabels(plan, record), collect }
    case 'three':
      return { run: overThreeLabels(plan, record), collect }
    case 'bound':
    case 'generic-reused': {
      const attributes = perCell((labels) => ({ ...labels }))
      return { run: overCells(plan, (value, cell) => record(value, attributes[cell] as Attributes)), collect }
    }
  }
}
