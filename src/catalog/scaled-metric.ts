import type { Context } from '@opentelemetry/api'
import type { GaugeReader, Labels } from '../instruments/labelled/index.ts'
import { type AnyMetric, silentMetric } from './silent-metric.ts'

/** The same metric for those who measure in another unit: what it is given is multiplied by `factor`. */
export function scaledMetric(metric: AnyMetric, factor: number): AnyMetric {
  if (factor === 1 || metric === silentMetric) return metric
  const scaled = (reading: number | undefined) => (reading === undefined ? undefined : reading * factor)
  const made = {
    get enabled() {
      return metric.enabled !== false
    },
    add: (value: number, labels: Labels, context?: Context) => metric.add(value * factor, labels, context),
    record: (value: number, labels: Labels, context?: Context) =>
      metric.record(value * factor, labels, context),
    bind: (labels: Labels) => scaledSeries(metric.bind(labels), factor),
    zero: (labels: Labels) => metric.zero(labels),
    observe: (labels: Labels, read: GaugeReader) =>
      metric.observe(labels, () => {
        const reading = read()
        return typeof reading === 'object' ? reading.then(scaled) : scaled(reading)
      }),
    setAll: (entries: Iterable<readonly [labels: Labels, value: number]>) =>
      metric.setAll(scaledEntries(entries, factor)),
    remove: (labels: Labels) => metric.remove(labels),
    // Each `with` returns the kind of metric it was called on; AnyMetric stands for whichever it is.
    with: (labels: Labels) => scaledMetric(metric.with(labels) as AnyMetric, factor),
  }
  // It has the methods of every kind, and those of the kind that `metric` is work.
  return made as unknown as AnyMetric
}

type Write = (value: number, context?: Context) => void

/** A series of a counter has `add`, any other `record`. */
function scaledSeries(
  series: { readonly add?: Write } | { readonly record?: Write },
  factor: number,
): object {
  if ('add' in series) {
    return { add: (value: number, context?: Context) => series.add?.(value * factor, context) }
  }
  return {
    record: (value: number, context?: Context) =>
      'record' in series && series.record?.(value * factor, context),
  }
}

function* scaledEntries<L>(
  entries: Iterable<readonly [labels: L, value: number]>,
  factor: number,
): Generator<readonly [labels: L, value: number]> {
  for (const [labels, value] of entries) yield [labels, value * factor]
}
