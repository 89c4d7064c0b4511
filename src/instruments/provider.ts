import type { MeterOptions, MeterProvider } from '@opentelemetry/api'
import { describe, swallow, warn } from '../guard/index.ts'
import { Budget, type SeriesCount, type WorstInstrument } from './budget.ts'
import { createProducer } from './collection.ts'
import { type BindableMeter, BoundMeter } from './meter.ts'
import { type BoundMeterProviderOptions, resolveOptions } from './provider-options.ts'
import { type InstrumentReader, ReaderState } from './reader.ts'
import type { StreamFactory } from './stream-registry.ts'
import { createView, type ScopeKey } from './view.ts'

/**
 * A complete `MeterProvider` of the OpenTelemetry API whose instruments can be bound, and that attaches exemplars.
 *
 * Recording never throws, whatever it is given, and costs the same with one reader or several. It can be registered as
 * the global provider; official readers and exporters of SDK 2.x and 3.x collect from it.
 *
 * Follows the metrics API and SDK specifications; `docs/conformance.md` shows rule by rule how.
 *
 * @example
 * const reader = new PrometheusExporter({ port: 9464 })
 * const provider = new BoundMeterProvider({ readers: [reader] })
 * const requests = provider.getMeter('shop').createCounter('shop_requests_total')
 * const created = requests.bind({ method: 'POST' })
 * created.add(1)
 */
export class BoundMeterProvider implements MeterProvider {
  readonly #meters = new Map<string, BoundMeter>()
  readonly #readers: readonly InstrumentReader[]
  readonly #factory: StreamFactory
  #shutdown = false

  /** @throws {Error} when a view selects nothing or gives several instruments one name, or a reader is taken already */
  constructor(options: BoundMeterProviderOptions = {}) {
    const { resource, views, readers, exemplarFilter, cardinalityBudget, idleMillis, limit, aggregation } =
      resolveOptions(options)
    this.#readers = readers
    this.#factory = {
      views: views.map(createView),
      exemplarFilter,
      budget: new Budget(cardinalityBudget, () => this.#worst()),
      idleMillis,
      limit,
      aggregation,
    }
    for (const reader of readers) {
      reader.setMetricProducer(createProducer(new ReaderState(reader), resource, () => this.#meters.values()))
    }
  }

  /** The meter of this name, version and schema; the same one each time. After `shutdown`, one that records nothing. */
  getMeter(name: string, version = '', options: MeterOptions = {}): BindableMeter {
    const scope = scopeOf(name, version, options)
    if (this.#shutdown) {
      warn(
        `The meter ${JSON.stringify(scope.name)} was asked for after shutdown; what it records goes nowhere.`,
      )
      return new BoundMeter(scope, { ...this.#factory, views: [DROP_ALL] })
    }
    if (scope.name === '')
      warn('A meter was asked for without a name; name it after the library that records.')
    const key = JSON.stringify([scope.name, scope.version, scope.schemaUrl])
    let meter = this.#meters.get(key)
    if (meter === undefined) {
      meter = new BoundMeter(scope, this.#factory)
      this.#meters.set(key, meter)
    }
    return meter
  }

  /** Flushes every reader. @throws {AggregateError} when one fails, after all have been asked */
  async forceFlush(options?: { timeoutMillis?: number }): Promise<void> {
    if (this.#shutdown) {
      warn('forceFlush was called after shutdown; nothing is left to flush.')
      return
    }
    await each(this.#readers, 'flush', (reader) => reader.forceFlush(options))
  }

  /** Shuts every reader down. @throws {AggregateError} when one fails, after all have been asked */
  async shutdown(options?: { timeoutMillis?: number }): Promise<void> {
    if (this.#shutdown) {
      warn('shutdown was called a second time.')
      return
    }
    this.#shutdown = true
    await each(this.#readers, 'shut down', (reader) => reader.shutdown(options))
  }

  /** How many series each metric has, and how many measurements went to its overflow series. */
  seriesCounts(): SeriesCount[] {
    const counts: SeriesCount[] = []
    for (const { scope, registry } of this.#meters.values()) {
      for (const { config, series, overflowed } of registry.streams) {
        counts.push({ instrument: config.descriptor.name, scope: scope.name, series, overflowed })
      }
    }
    return counts
  }

  #worst(): WorstInstrument | undefined {
    const streams = [...this.#meters.values()].flatMap(({ registry }) => registry.streams)
    const [worst] = streams.sort((one, other) => other.series - one.series)
    if (worst === undefined) return undefined
    const [label] = [...worst.labelValues()].sort(([, one], [, other]) => other - one)
    return {
      instrument: worst.config.descriptor.name,
      series: worst.series,
      ...(label && { label: { name: label[0], values: label[1] } }),
    }
  }
}

const DROP_ALL = createView({ instrumentName: '*', aggregation: { type: 1 } })

/** What JavaScript callers hand over may be anything. */
function scopeOf(name: unknown, version: unknown, options: MeterOptions): ScopeKey {
  const text = (value: unknown) => (typeof value === 'string' ? value : describe(value ?? ''))
  try {
    const schemaUrl = options?.schemaUrl
    return { name: text(name), version: text(version), ...(schemaUrl ? { schemaUrl: text(schemaUrl) } : {}) }
  } catch (error) {
    swallow('meter options', error)
    return { name: text(name), version: text(version) }
  }
}

async function each(
  readers: readonly InstrumentReader[],
  verb: string,
  ask: (reader: InstrumentReader) => Promise<void>,
): Promise<void> {
  const settled = await Promise.allSettled(readers.map(async (reader) => ask(reader)))
  const failures = settled.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))
  if (failures.length > 0)
    throw new AggregateError(failures, `${failures.length} metric reader(s) failed to ${verb}.`)
}
