import type { Context } from '@opentelemetry/api'
import type { BoundCounter, BoundRecorder } from '../instruments/index.ts'
import type { GaugeReader } from '../instruments/labelled/index.ts'
import type { Exact } from './exact.ts'

/** Of a metric without labels: nothing to give. */
export type NoLabels = Readonly<Record<string, never>>

/**
 * A counter of a domain. Labels are complete and exact: a missing, unknown or misspelt one does not compile, also
 * through a variable. At run time an unknown one is left off and counted. Never throws.
 *
 * @example
 * shop.eventBus.published.add(1, { event_type: 'ProductCreated', tenant_id: 'acme' })
 */
export interface CounterMetric<L> {
  /** Adds `value`, which is finite and not negative. An exemplar's span is looked for in `context` (default: active). */
  add<Given extends L>(value: number, labels: Exact<L, Given>, context?: Context): void
  /** One series, its labels resolved once: for the hot path. It outlives a late start and a shutdown. */
  bind<Given extends L>(labels: Exact<L, Given>): BoundCounter
  /** Makes the series exist at 0, so that a rate starts at 0 and not with the first event. */
  zero<Given extends L>(labels: Exact<L, Given>): void
  /** Takes the series out; its next record starts it anew. @returns whether there was one */
  remove<Given extends L>(labels: Exact<L, Given>): boolean
}

/** A counter without labels, or with all of them bound. */
export interface SingleCounter {
  add(value: number, labels?: NoLabels, context?: Context): void
  bind(labels?: NoLabels): BoundCounter
  zero(labels?: NoLabels): void
  remove(labels?: NoLabels): boolean
}

/**
 * A histogram of a domain, in the unit of its catalog (seconds, bytes). Labels as for {@link CounterMetric}.
 *
 * @example
 * shop.cache.operationDuration.record(0.0004, { cache: 'products', operation: 'get' })
 */
export interface HistogramMetric<L> {
  record<Given extends L>(value: number, labels: Exact<L, Given>, context?: Context): void
  bind<Given extends L>(labels: Exact<L, Given>): BoundRecorder
  remove<Given extends L>(labels: Exact<L, Given>): boolean
}

/** A histogram without labels, or with all of them bound. */
export interface SingleHistogram {
  record(value: number, labels?: NoLabels, context?: Context): void
  bind(labels?: NoLabels): BoundRecorder
  remove(labels?: NoLabels): boolean
}

/**
 * A gauge of a domain. What is cheap or costly to read alike is best observed: the reader runs once per collection.
 *
 * @example
 * using depth = shop.eventBus.queueDepth.observe({ transport: 'in_memory' }, () => queue.length)
 */
export interface GaugeMetric<L> {
  record<Given extends L>(value: number, labels: Exact<L, Given>): void
  bind<Given extends L>(labels: Exact<L, Given>): BoundRecorder
  /**
   * Reads the value at every collection, at once or by a promise; `undefined`, a failure, and no answer within a second
   * leave the series out. @returns disposes the observer
   */
  observe<Given extends L>(labels: Exact<L, Given>, read: GaugeReader): Disposable
  /** Replaces every series that was recorded: who is not in `entries` is gone from the next collection. */
  setAll<Given extends L>(entries: Iterable<readonly [labels: Exact<L, Given>, value: number]>): void
  remove<Given extends L>(labels: Exact<L, Given>): boolean
}

/** A gauge without labels, or with all of them bound. */
export interface SingleGauge {
  record(value: number, labels?: NoLabels): void
  bind(labels?: NoLabels): BoundRecorder
  /**
   * Reads the value at every collection, at once or by a promise; `undefined`, a failure, and no answer within a second
   * leave the series out. @returns disposes the observer
   */
  observe(labels: NoLabels, read: GaugeReader): Disposable
  remove(labels?: NoLabels): boolean
}

/** The helper of one metric, by its type and the labels that are left to give. */
export type MetricHelper<Type, L> = Type extends 'histogram'
  ? keyof L extends never
    ? SingleHistogram
    : HistogramMetric<L>
  : Type extends 'gauge'
    ? keyof L extends never
      ? SingleGauge
      : GaugeMetric<L>
    : keyof L extends never
      ? SingleCounter
      : CounterMetric<L>
