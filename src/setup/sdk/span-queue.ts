import {
  type Attributes,
  createNoopMeter,
  type Meter,
  type MeterProvider,
  type ObservableCallback,
} from '@opentelemetry/api'
import { dropSpans } from '../../guard/index.ts'

/** What is to be known of the queue of a span processor. */
export interface SpanQueue {
  /** To be given to the processor, which tells it of every span that it drops. */
  readonly selfObsMeterProvider: MeterProvider
  /** How many spans wait. */
  readonly queued: () => number
}

/**
 * Listens to what the official batch processor measures of itself (`otel.sdk.processor.span.*`, the same in both lines,
 * still experimental). Its own metrics are not passed on: they have no series before the first drop, and every start in
 * one process gives them another name.
 */
export function watchQueue(): SpanQueue {
  let observe: ObservableCallback | undefined
  const noop = createNoopMeter()
  const meter: Meter = Object.assign(Object.create(noop) as Meter, {
    createCounter: (name: string) => ({
      add: (count: number, attributes?: Attributes) => {
        const isDrop =
          name === 'otel.sdk.processor.span.processed' && attributes?.['error.type'] === 'queue_full'
        if (isDrop) dropSpans('queue_full', count)
      },
    }),
    createObservableUpDownCounter: (name: string) => ({
      addCallback: (callback: ObservableCallback) => {
        if (name === 'otel.sdk.processor.span.queue.size') observe = callback
      },
      removeCallback: () => {
        observe = undefined
      },
    }),
  })
  return {
    selfObsMeterProvider: { getMeter: () => meter },
    queued: () => {
      let size = 0
      observe?.({ observe: (value) => (size = value) })
      return size
    },
  }
}
