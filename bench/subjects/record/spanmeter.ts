import type { Attributes } from '@opentelemetry/api'
import { BoundMeterProvider } from '../../../src/instruments/index.ts'
import { LabelledMeter } from '../../../src/instruments/labelled/index.ts'
import { bounds, overCells, overThreeLabels, overTwoLabels, perCell } from '../../workload/index.ts'
import { CollectingReader, recordsSeen } from './readers.ts'
import type { CreateRecorder, Recorder, RecordParameters } from './recorder.ts'

export const createRecorder: CreateRecorder = async (parameters, plan) => {
  const readers = [new CollectingReader(), new CollectingReader()]
  const provider = new BoundMeterProvider({ readers })
  const collect = () => Promise.all(readers.map(recordsSeen))
  const { labelling } = parameters
  const run =
    labelling === 'two' || labelling === 'three'
      ? throughDomain(parameters, plan, provider)
      : throughApi(parameters, plan, provider)
  return { run, collect }
}

type Run = Recorder['run']
type Plan = Parameters<CreateRecorder>[1]

/** Bound instruments, and the API's calls. */
function throughApi(
  { instrument, labelling }: RecordParameters,
  plan: Plan,
  provider: BoundMeterProvider,
): Run {
  const meter = provider.getMeter('bench')
  if (instrument === 'histogram') {
    const histogram = meter.createHistogram('bench_seconds', { advice: { explicitBucketBoundaries: bounds } })
    const handles = perCell((labels) => histogram.bind(labels))
    return overCells(plan, (value, cell) => (handles[cell] as (typeof handles)[0]).record(value))
  }
  const counter = meter.createCounter('bench_total')
  if (labelling === 'bound') {
    const handles = perCell((labels) => counter.bind(labels))
    return overCells(plan, (_value, cell) => (handles[cell] as (typeof handles)[0]).add(1))
  }
  if (labelling === 'generic-reused') {
    const attributes = perCell((labels) => ({ ...labels }))
    return overCells(plan, (_value, cell) => counter.add(1, attributes[cell] as Attributes))
  }
  return overTwoLabels(plan, (_value, labels) => counter.add(1, labels))
}

/** What the metrics of a domain meter are made of. */
function throughDomain(
  { instrument, labelling }: RecordParameters,
  plan: Plan,
  meterProvider: BoundMeterProvider,
): Run {
  const meter = new LabelledMeter({ scope: { name: 'bench' }, meterProvider })
  const two = [label('event_type'), label('tenant_id')] as const
  const three = [label('method'), label('path'), label('status')] as const
  const common = { description: 'Records of the bench', buckets: bounds } as const
  const counted = { ...common, type: 'counter', name: 'bench_total', unit: '' } as const
  const timed = { ...common, type: 'histogram', name: 'bench_seconds', unit: 's' } as const
  if (instrument === 'counter') {
    if (labelling === 'two') {
      const counter = meter.counter({ ...counted, labels: two })
      return overTwoLabels(plan, (_value, labels) => counter.add(1, labels))
    }
    const counter = meter.counter({ ...counted, labels: three })
    return overThreeLabels(plan, (_value, labels) => counter.add(1, labels))
  }
  if (labelling === 'two') {
    const histogram = meter.histogram({ ...timed, labels: two })
    return overTwoLabels(plan, (value, labels) => histogram.record(value, labels))
  }
  const histogram = meter.histogram({ ...timed, labels: three })
  return overThreeLabels(plan, (value, labels) => histogram.record(value, labels))
}

function label<const Key extends string>(key: Key) {
  return { key, attribute: key, bound: 20 } as const
}
