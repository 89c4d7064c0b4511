import { catalogOf } from 'spanmeter'
import { createTelemetry } from '../../examples/shop/telemetry.ts'
import type { JaegerSpan } from './jaeger-api.ts'
import type { Labels } from './prometheus-api.ts'

/** A histogram of durations that an operation moves, and how the metric's labels stand on the operation's span. */
export interface Timed {
  readonly operation: string
  readonly metric: string
  /** Label of the metric → attribute of the span. */
  readonly attributes: Readonly<Record<string, string>>
}

/** Every operation of the shop with a histogram that takes its duration, as the shop's own declaration has them. */
export function timedOperations(): Timed[] {
  const { domains } = catalogOf(createTelemetry('shop'))
  return domains.flatMap(({ metrics, operations }) =>
    operations.flatMap((operation) =>
      operation.metrics.flatMap((moved) => {
        const metric = metrics.find(({ key }) => key === moved.metric)
        if (moved.measure !== 'duration' || metric === undefined) return []
        const attributes = metric.labels.flatMap(({ key, attribute }) => {
          const name: string | undefined = operation.labels[key]
          return name === undefined ? [] : [[attribute, name]]
        })
        return [
          { operation: operation.name, metric: metric.name, attributes: Object.fromEntries(attributes) },
        ]
      }),
    ),
  )
}

/** The upper bounds of a histogram's buckets, as the shop's own declaration has them. */
export function bucketsOf(name: string): readonly number[] {
  const { domains } = catalogOf(createTelemetry('shop'))
  const metric = domains.flatMap(({ metrics }) => metrics).find((one) => name === `${one.name}_bucket`)
  if (metric?.buckets === undefined) throw new Error(`${name} is no histogram of the shop.`)
  return metric.buckets
}

/** Jaeger keeps whole microseconds. */
const ROUNDING = 1.5e-6

/** Spans of work in several steps, each of which is timed by itself. */
const IN_STEPS: readonly string[] = ['cache.get_or_load']

/** Whether the span took as long as was measured: a step of it, where it is work in several steps. */
export function lasted(span: JaegerSpan, seconds: number): boolean {
  if (IN_STEPS.includes(span.name)) return seconds <= span.seconds + ROUNDING
  return Math.abs(span.seconds - seconds) <= ROUNDING
}

/** Whether the span is of the operation that these labels describe. */
export function isOf(span: JaegerSpan, series: Labels, { attributes }: Timed): boolean {
  return Object.entries(attributes).every(([label, name]) => {
    const value = span.attributes[name]
    return value === undefined ? isAbsent(series[label]) : String(value) === series[label]
  })
}

/** A request of no route has no such attribute, and its metrics say so. */
function isAbsent(label: string | undefined): boolean {
  return label === undefined || label === 'unmatched'
}
