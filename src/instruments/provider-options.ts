import { describe, swallow, warn } from '../guard/index.ts'
import type { Resource } from '../points/index.ts'
import { type AggregationOption, AggregationType } from './aggregation.ts'
import type { ExemplarFilter } from './exemplar-sampler.ts'
import { DEFAULT_CARDINALITY_LIMIT } from './labelled/index.ts'
import type { InstrumentReader } from './reader.ts'
import type { ViewOptions } from './view.ts'

/** How a `BoundMeterProvider` is set up. */
export interface BoundMeterProviderOptions {
  /** What emits the metrics. Default: `service.name` `unknown_service:node`. */
  readonly resource?: Resource
  readonly views?: readonly ViewOptions[]
  /** Any number; each has its own temporality. A reader belongs to one provider for good. */
  readonly readers?: readonly InstrumentReader[]
  /** Default `trace_based`. */
  readonly exemplarFilter?: ExemplarFilter
  /**
   * How many series with attributes of their own a metric may have at a time; what comes later is counted in its series
   * `otel.metric.overflow=true`. A view's `aggregationCardinalityLimit` comes first. Default: what the readers ask for,
   * and where they ask for nothing, 2000.
   */
  readonly cardinalityLimit?: number
  /** How many series all metrics may have before a warning names the worst label. Default 10,000. */
  readonly cardinalityBudget?: number
  /** Series without a record for this many milliseconds are removed at a collection. Default: they stay. */
  readonly idleMillis?: number
}

/** The options with every default filled in. */
export interface ResolvedOptions {
  readonly resource: Resource
  readonly views: readonly ViewOptions[]
  readonly readers: readonly InstrumentReader[]
  readonly exemplarFilter: ExemplarFilter
  readonly cardinalityBudget: number
  readonly idleMillis: number | undefined
  /** The limit of a stream that no view limits, by its instrument's type. */
  limit(type: string): number
  /** The aggregation of a stream for which no view names one; `undefined` for the instrument's own. */
  aggregation(type: string): AggregationOption | undefined
}

const DEFAULT_BUDGET = 10_000
const FILTERS: readonly ExemplarFilter[] = ['trace_based', 'always_on', 'always_off']

/** Fills in what was not given, and replaces what makes no sense, with a warning. */
export function resolveOptions(options: BoundMeterProviderOptions): ResolvedOptions {
  const { resource, views = [], readers = [], exemplarFilter = 'trace_based' } = options
  const limit = count('cardinalityLimit', options.cardinalityLimit)
  const known = FILTERS.includes(exemplarFilter)
  if (!known) {
    warn(
      `exemplarFilter must be one of ${FILTERS.join(', ')}, not ${String(exemplarFilter)}; trace_based is used.`,
    )
  }
  return {
    resource: resource ?? { attributes: { 'service.name': 'unknown_service:node' } },
    views,
    readers,
    exemplarFilter: known ? exemplarFilter : 'trace_based',
    cardinalityBudget: count('cardinalityBudget', options.cardinalityBudget) ?? DEFAULT_BUDGET,
    idleMillis: duration('idleMillis', options.idleMillis),
    limit: (type) => limit ?? limitOf(readers, type),
    aggregation: (type) => aggregationOf(readers, type),
  }
}

/** A length of time in milliseconds, or nothing where what was given is none. */
export function duration(name: string, given: number | undefined): number | undefined {
  if (given === undefined || (typeof given === 'number' && given > 0)) return given
  warn(`${name} must be a positive number of milliseconds, not ${describe(given)}; it is left aside.`)
  return undefined
}

function count(name: string, given: number | undefined): number | undefined {
  if (given === undefined || (typeof given === 'number' && given >= 0)) return given
  warn(`${name} must be a number that is not negative, not ${String(given)}; the default is used.`)
  return undefined
}

/** A reader's limit counts the overflow series; of several readers, the one that wants most decides for all. */
function limitOf(readers: readonly InstrumentReader[], type: string): number {
  let asked = 0
  for (const reader of readers) {
    try {
      asked = Math.max(asked, reader.selectCardinalityLimit?.(type) ?? 0)
    } catch (error) {
      swallow('cardinality selector', error)
    }
  }
  // 2000 is what the official readers say when nobody chose.
  return asked > 0 && asked !== DEFAULT_CARDINALITY_LIMIT ? asked - 1 : DEFAULT_CARDINALITY_LIMIT
}

function aggregationOf(readers: readonly InstrumentReader[], type: string): AggregationOption | undefined {
  for (const reader of readers) {
    try {
      const asked = reader.selectAggregation?.(type)
      if (asked !== undefined && asked.type !== AggregationType.DEFAULT) return asked
    } catch (error) {
      swallow('aggregation selector', error)
    }
  }
  return undefined
}
