import type { LabelDeclaration, MetricDeclaration } from '../instruments/labelled/index.ts'
import type { LintException } from './exception.ts'
import type { OperationMetricSpec, SemconvMetric } from './spec.ts'
import type { Views } from './views/index.ts'

/** One label of a metric with its final name and everything that its domain says of it. */
export interface ResolvedLabel extends LabelDeclaration {
  readonly description: string
  /** Keys of the labels that decide it, the nearest first: beside one of them it makes no series more. */
  readonly determinedBy?: readonly string[]
  readonly exceptions: readonly LintException[]
}

/** One metric with its final name: what the instrument is created from, and what docs, panels and lint read. */
export interface ResolvedMetric extends MetricDeclaration {
  /** The key in the catalog. */
  readonly key: string
  readonly labels: readonly ResolvedLabel[]
  /** Whether the system emits it. */
  readonly emitted: boolean
  /** What the domain's numbers are multiplied by, where the system exports another unit: 100 for per cent. Default 1. */
  readonly factor?: number
  /** What the semantic conventions call the fact. */
  readonly semconv?: string
  readonly exceptions: readonly LintException[]
}

/** One metric of the semantic conventions that an operation moves beside its own. */
export interface ResolvedSemconvMetric
  extends Pick<SemconvMetric, 'name' | 'type' | 'unit' | 'description' | 'buckets'> {
  /** As Prometheus has it: `http_server_request_duration_seconds`. */
  readonly exportedName: string
  /** The attributes that the operation knows. */
  readonly attributes: readonly string[]
  /** Those that the conventions require and the operation does not know. */
  readonly missing: readonly string[]
}

/** One operation, by the exported names of what it moves. */
export interface ResolvedOperation {
  /** The key in the catalog. */
  readonly key: string
  /** The declared name, as the spans domain counts it. */
  readonly name: string
  readonly kind: 'internal' | 'server' | 'client' | 'producer' | 'consumer'
  /** Label key → span attribute. */
  readonly labels: Readonly<Record<string, string>>
  /** Input that goes to the span only → span attribute. */
  readonly attributes: Readonly<Record<string, string>>
  /** Keys of the metrics that it moves. */
  readonly metrics: readonly OperationMetricSpec[]
  /** What it moves as well; none unless the system has `semconv: true`. */
  readonly semconv: readonly ResolvedSemconvMetric[]
}

/** One domain as a system has it. Its panels and alerts speak of metrics and labels by their keys. */
export interface ResolvedDomain extends Views {
  /** The key in the system: `eventBus`. */
  readonly key: string
  /** The catalog's name: `event_bus`. */
  readonly name: string
  readonly subsystem: string
  readonly metrics: readonly ResolvedMetric[]
  readonly operations: readonly ResolvedOperation[]
  readonly exceptions: readonly LintException[]
}

/** A whole system as data: what `catalogOf` returns. */
export interface ResolvedCatalog {
  readonly namespace: string
  readonly domains: readonly ResolvedDomain[]
  readonly exceptions: readonly LintException[]
}
