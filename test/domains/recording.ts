import { context, type MeterProvider, propagation, type TracerProvider } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core'
import {
  type MetricData,
  MetricReader,
  MeterProvider as OfficialMeterProvider,
} from '@opentelemetry/sdk-metrics'
import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  TracerProvider as Tracing,
} from '@opentelemetry/sdk-trace'
import { BoundMeterProvider } from '../../src/instruments/index.ts'

class Puller extends MetricReader {
  protected override async onShutdown(): Promise<void> {}
  protected override async onForceFlush(): Promise<void> {}
}

/** What a test records into, and reads back. */
export interface Recording {
  /** To be handed to `defineSystem`. */
  readonly meterProvider: MeterProvider
  readonly tracerProvider: TracerProvider
  /** Every series by its sample line without the value, `a_total{b="c"}`; of a histogram `_count` and `_sum`. */
  samples(): Promise<ReadonlyMap<string, number>>
  /** Names, units, descriptions, bounds as they leave the process. */
  metrics(): Promise<readonly MetricData[]>
  readonly spans: InMemorySpanExporter
  /**
   * Whether a gauge series that is no longer observed is gone. The official SDK reports its last value for ever, as
   * against the specification ("Asynchronous instruments"): the one difference that is not ours to mend.
   */
  readonly forgets: boolean
}

/** The providers that domain meters must give the same numbers on. */
export const meterProviders = ['BoundMeterProvider', 'official MeterProvider'] as const
export type MeterProviderName = (typeof meterProviders)[number]

/** Context management and W3C propagation, as an application sets them up. Call it once per test file. */
export function useContext(): void {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  propagation.setGlobalPropagator(
    new CompositePropagator({
      propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()],
    }),
  )
}

export function record(provider: MeterProviderName): Recording {
  const reader = new Puller()
  const meterProvider: MeterProvider =
    provider === 'BoundMeterProvider'
      ? new BoundMeterProvider({ readers: [reader] })
      : new OfficialMeterProvider({ readers: [reader] })
  const spans = new InMemorySpanExporter()
  const tracerProvider = new Tracing({ spanProcessors: [new SimpleSpanProcessor({ exporter: spans })] })
  const metrics = async (): Promise<readonly MetricData[]> => {
    const { resourceMetrics, errors } = await reader.collect()
    if (errors.length > 0) throw new AggregateError(errors, 'The collection had errors.')
    return resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics)
  }
  return {
    meterProvider,
    tracerProvider,
    metrics,
    spans,
    forgets: provider === 'BoundMeterProvider',
    async samples() {
      return new Map((await metrics()).flatMap(samplesOf))
    },
  }
}

function samplesOf(metric: MetricData): Array<[sample: string, value: number]> {
  const { name } = metric.descriptor
  return metric.dataPoints.flatMap(({ attributes, value }): Array<[string, number]> => {
    const labels = Object.entries(attributes)
      .map(([key, label]) => `${key}="${String(label)}"`)
      .sort()
      .join(',')
    const braces = labels === '' ? '' : `{${labels}}`
    if (typeof value === 'number') return [[`${name}${braces}`, value]]
    return [
      [`${name}_count${braces}`, value.count],
      [`${name}_sum${braces}`, value.sum ?? Number.NaN],
    ]
  })
}
