import type { Attributes } from '../points/index.ts'
import type { Aggregation } from './aggregation.ts'
import { EXPONENTIAL_EXEMPLARS, EXPONENTIAL_WIDTH, ExponentialSeries } from './exponential-series.ts'
import { HistogramSeries, histogramLayout } from './histogram-series.ts'
import { allowsNegative, type InstrumentType, isMonotonic } from './instrument.ts'
import { GrowingSumSeries, LastValueSeries, NUMBER_WIDTH, SumSeries } from './number-series.ts'
import type { Series, SeriesOwner } from './series.ts'
import type { Place } from './slab.ts'

/** What the series of one aggregation look like. */
export interface SeriesKind {
  /** How many numbers each has. */
  readonly width: number
  /** How many of them, from the first, a delta reader remembers. */
  readonly snapshotWidth: number
  /** Whether they have a minimum and a maximum. */
  readonly extremes: boolean
  /** How many exemplars share one count: 1 where each bucket keeps its own. */
  readonly exemplarsPerBucket: number
  readonly create: (owner: SeriesOwner, attributes: Attributes, place: Place, start: number) => Series
}

/** @param sampled whether exemplars may be taken */
export function seriesKind(aggregation: Aggregation, type: InstrumentType, sampled: boolean): SeriesKind {
  const signed = allowsNegative(type)
  switch (aggregation.kind) {
    case 'sum': {
      const Sum = isMonotonic(type) ? GrowingSumSeries : SumSeries
      return numbers((owner, attributes, place, start) => new Sum(owner, attributes, place, start))
    }
    case 'last value':
      return numbers(
        (owner, attributes, place, start) => new LastValueSeries(owner, attributes, place, start, signed),
      )
    case 'explicit': {
      const layout = histogramLayout({ ...aggregation, signed, sampled })
      return {
        width: layout.width,
        snapshotWidth: layout.snapshotWidth,
        extremes: layout.recordMinMax,
        exemplarsPerBucket: 1,
        create: (owner, attributes, place, start) =>
          new HistogramSeries(owner, attributes, place, start, layout),
      }
    }
    case 'exponential':
      return {
        width: EXPONENTIAL_WIDTH,
        snapshotWidth: EXPONENTIAL_WIDTH,
        extremes: aggregation.recordMinMax,
        exemplarsPerBucket: EXPONENTIAL_EXEMPLARS,
        create: (owner, attributes, place, start) =>
          new ExponentialSeries(owner, attributes, place, start, { ...aggregation, signed }),
      }
  }
}

function numbers(create: SeriesKind['create']): SeriesKind {
  return { width: NUMBER_WIDTH, snapshotWidth: NUMBER_WIDTH, extremes: false, exemplarsPerBucket: 1, create }
}
