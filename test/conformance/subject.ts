import type { Counter, Gauge, Histogram, Meter, MeterProvider, UpDownCounter } from '@opentelemetry/api'
import { DiagLogLevel, diag } from '@opentelemetry/api'
import * as sdk from '@opentelemetry/sdk-metrics'
import type { BoundCounter, BoundRecorder, ExemplarFilter } from '../../src/instruments/index.ts'
import { BoundMeterProvider } from '../../src/instruments/index.ts'
import type { AnyPoint, CollectionResult, MetricData } from '../../src/points/index.ts'

/** How a provider is set up, in words that both SDKs understand. */
export interface Setup {
  readonly views?: readonly sdk.ViewOptions[]
  /** One reader for each. Default: one, cumulative. */
  readonly temporalities?: ReadonlyArray<
    sdk.AggregationTemporality | ((type: sdk.InstrumentType) => sdk.AggregationTemporality)
  >
  /** What the readers answer when asked for a cardinality limit. */
  readonly readerLimit?: number
  readonly exemplarFilter?: ExemplarFilter
}

/** A provider with its readers. */
export interface Running {
  readonly provider: MeterProvider & { shutdown(): Promise<void> }
  readonly meter: Meter
  /** Everything that one reader collects. */
  result(reader?: number, timeoutMillis?: number): Promise<CollectionResult>
  metrics(reader?: number): Promise<readonly MetricData[]>
  /** The metric of this name. Fails where there is none. */
  metric(name: string, reader?: number): Promise<MetricData>
  points(name: string, reader?: number): Promise<readonly AnyPoint[]>
  /** The only point of the metric of this name. Fails where there are more or none. */
  point(name: string, reader?: number): Promise<AnyPoint>
}

/** An SDK that the rules are tried on. */
export interface Subject {
  readonly name: 'spanmeter' | 'official'
  start(setup?: Setup): Running
}

export const spanmeter: Subject = {
  name: 'spanmeter',
  start(setup = {}) {
    const readers = readersOf(setup)
    const { views = [], exemplarFilter } = setup
    return running(
      new BoundMeterProvider({ views, readers, ...(exemplarFilter ? { exemplarFilter } : {}) }),
      readers,
    )
  },
}

export const official: Subject = {
  name: 'official',
  start(setup = {}) {
    const readers = readersOf(setup)
    return running(new sdk.MeterProvider({ views: [...(setup.views ?? [])], readers }), readers)
  },
}

/** A reader that is collected from by hand. */
class ManualReader extends sdk.MetricReader {
  override async onForceFlush(): Promise<void> {}
  override async onShutdown(): Promise<void> {}
}

function readersOf({
  temporalities = [sdk.AggregationTemporality.CUMULATIVE],
  readerLimit,
}: Setup): ManualReader[] {
  return temporalities.map(
    (temporality) =>
      new ManualReader({
        aggregationTemporalitySelector: typeof temporality === 'function' ? temporality : () => temporality,
        ...(readerLimit === undefined ? {} : { cardinalitySelector: () => readerLimit }),
      }),
  )
}

function running(provider: Running['provider'], readers: readonly ManualReader[]): Running {
  const result: Running['result'] = async (reader = 0, timeoutMillis = undefined) => {
    const chosen = readers[reader]
    if (chosen === undefined) throw new Error(`There is no reader ${reader}.`)
    return chosen.collect(timeoutMillis === undefined ? {} : { timeoutMillis })
  }
  const metrics: Running['metrics'] = async (reader) => {
    const { resourceMetrics } = await result(reader)
    return resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics)
  }
  const metric: Running['metric'] = async (name, reader) => {
    const found = (await metrics(reader)).filter((each) => each.descriptor.name === name)
    const [only] = found
    if (only === undefined || found.length > 1) throw new Error(`There are ${found.length} metrics ${name}.`)
    return only
  }
  const points: Running['points'] = async (name, reader) => (await metric(name, reader)).dataPoints
  const point: Running['point'] = async (name, reader) => {
    const all = await points(name, reader)
    const [only] = all
    if (only === undefined || all.length > 1) throw new Error(`${name} has ${all.length} points.`)
    return only
  }
  return { provider, meter: provider.getMeter('rules', '1.0.0'), result, metrics, metric, points, point }
}

/** The warnings and errors that the SDK reports while `work` runs. */
export async function warningsOf(work: () => void | Promise<void>): Promise<string[]> {
  const warnings: string[] = []
  const take = (...parts: unknown[]) => warnings.push(parts.map(String).join(' '))
  diag.setLogger(
    { error: take, warn: take, info: () => undefined, debug: () => undefined, verbose: () => undefined },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  )
  try {
    await work()
  } finally {
    diag.disable()
  }
  return warnings
}

/** The handle that `bind` returns; an SDK without it does not meet the rules about it. */
export function bind(instrument: Counter | UpDownCounter, attributes?: object): BoundCounter
export function bind(instrument: Gauge | Histogram, attributes?: object): BoundRecorder
export function bind(instrument: object, attributes?: object): BoundCounter | BoundRecorder {
  // What the instrument has beyond the API is what is being tried.
  return (instrument as { bind(attributes?: object): BoundCounter & BoundRecorder }).bind(attributes)
}
