import {
  bounds,
  overCells,
  overThreeLabels,
  overTwoLabels,
  type Plan,
  perCell,
} from '../../workload/index.ts'
import type { Recorder, RecordParameters } from './recorder.ts'

type PrometheusLabels = Readonly<Record<string, string>>

interface Configuration {
  name: string
  help: string
  labelNames: string[]
  buckets?: number[]
}

/** What `prom-client` and its successor `@prometheus-io/client` have in common. */
export interface PrometheusLibrary {
  readonly Counter: new (
    configuration: Configuration,
  ) => {
    inc(labels: PrometheusLabels, value: number): void
    labels(labels: PrometheusLabels): { inc(value: number): void }
  }
  readonly Histogram: new (
    configuration: Configuration,
  ) => {
    observe(labels: PrometheusLabels, value: number): void
    labels(labels: PrometheusLabels): { observe(value: number): void }
  }
  readonly register: { metrics(): Promise<string> }
}

/** Records without exemplars, which is what these libraries do fastest; two scrapes stand for two readers. */
export function createPrometheusRecorder(
  { Counter, Histogram, register }: PrometheusLibrary,
  parameters: RecordParameters,
  plan: Plan,
): Recorder {
  const { instrument, labelling } = parameters
  const labelNames = labelling === 'three' ? ['method', 'path', 'status'] : ['event_type', 'tenant_id']
  const collect = async () => [samplesSeen(await register.metrics()), samplesSeen(await register.metrics())]

  if (instrument === 'counter') {
    const counter = new Counter({ name: 'bench_total', help: 'Records of the bench', labelNames })
    if (labelling === 'bound') {
      const children = perCell((labels) => counter.labels(labels))
      return {
        run: overCells(plan, (_value, cell) => (children[cell] as (typeof children)[0]).inc(1)),
        collect,
      }
    }
    const add = (_value: number, labels: PrometheusLabels) => counter.inc(labels, 1)
    return { run: labelling === 'three' ? overThreeLabels(plan, add) : overTwoLabels(plan, add), collect }
  }
  const histogram = new Histogram({
    name: 'bench_seconds',
    help: 'Records of the bench',
    labelNames,
    buckets: bounds,
  })
  if (labelling === 'bound') {
    const children = perCell((labels) => histogram.labels(labels))
    return {
      run: overCells(plan, (value, cell) => (children[cell] as (typeof children)[0]).observe(value)),
      collect,
    }
  }
  const observe = (value: number, labels: PrometheusLabels) => histogram.observe(labels, value)
  return {
    run: labelling === 'three' ? overThreeLabels(plan, observe) : overTwoLabels(plan, observe),
    collect,
  }
}

/** Reads a scrape as Prometheus would, and adds up the counter's or the histogram's count samples. */
function samplesSeen(body: string): number {
  let seen = 0
  for (const line of body.split('\n')) {
    if (line.startsWith('bench_total{') || line.startsWith('bench_seconds_count{')) {
      seen += Number(line.slice(line.lastIndexOf(' ') + 1))
    }
  }
  return seen
}
