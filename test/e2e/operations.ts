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

/** Whether the span is of the operation that these labels describe. */
export function isOf(span: JaegerSpan, series: Labels, { attributes }: Timed): boolean {
  return Object.entries(attributes).every(([label, name]) => {
    const value = span.attributes[name]
    return value === undefined ? series[label] === undefined : String(value) === series[label]
  })
}
