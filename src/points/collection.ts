import type { Attributes } from './attributes.ts'
import type { MetricData } from './metric.ts'

/** The library that made an instrument. */
export interface InstrumentationScope {
  readonly name: string
  readonly version?: string
  readonly schemaUrl?: string
}

/** What emits the telemetry: `service.name`, `service.instance.id`, and so on. */
export interface Resource {
  readonly attributes: Attributes
  /** The schema that the attributes' names follow. */
  readonly schemaUrl?: string | undefined
}

export interface ScopeMetrics {
  readonly scope: InstrumentationScope
  readonly metrics: readonly MetricData[]
}

export interface ResourceMetrics {
  readonly resource: Resource
  readonly scopeMetrics: readonly ScopeMetrics[]
}

/** What one collection gave: the metrics that could be had, and why others could not. */
export interface CollectionResult {
  readonly resourceMetrics: ResourceMetrics
  readonly errors: readonly unknown[]
}

/** Anything that can be collected from: the official `MetricReader` of either SDK line, or one of ours. */
export interface Collectable {
  collect(options?: { timeoutMillis?: number }): Promise<CollectionResult>
}
