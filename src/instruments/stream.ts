import type { MetricDescriptor } from '../points/index.ts'
import type { Aggregation } from './aggregation.ts'
import type { Descriptor } from './instrument.ts'
import type { AttributesProcessor } from './view.ts'

/** How one instrument, or one view of it, is reported. */
export interface StreamConfig {
  /** The instrument's, with the view's name and description. */
  readonly descriptor: Descriptor
  readonly aggregation: Aggregation
  readonly processors: readonly AttributesProcessor[]
  /** How many series may have attributes of their own. */
  readonly limit: number
  /** Whether a view says so, or takes attributes off. */
  readonly limitedByView: boolean
}

/** One metric of a meter. */
export interface MetricStream {
  readonly config: StreamConfig
  /** The longest description that an instrument of this stream was given. */
  description: string
  /** How many series there are, the overflow series included. */
  readonly series: number
  /** How many measurements went to the overflow series. */
  readonly overflowed: number
  /** How many values each label has, as far as that is known at the moment. */
  labelValues(): Map<string, number>
}

/** What a stream's metric is called. */
export function metricDescriptor(stream: MetricStream): MetricDescriptor {
  const { name, unit, type, valueType } = stream.config.descriptor
  // The official SDK's descriptors carry the instrument's type, which some of its exporters look at.
  const descriptor = { name, description: stream.description, unit, type, valueType }
  return descriptor
}
