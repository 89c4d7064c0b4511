import type { Aggregation } from './aggregation.ts'
import type { CleanAttributes } from './clean-attributes.ts'
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
  /** Whether they have a minimum and a maximum. */
  readonly extremes: boolean
  /** How many exemplars share one count: 1 where each bucket keeps its own. */
  readonly exemplarsPerBucket: number
  readonly create: (owner: SeriesOwner, clean: CleanAttributes, place: Place, start: number) => Series
}

/** @param sampled whether exemplars may be taken */
export function seriesKind(aggregation: Aggregation, type: InstrumentType, sampled: boolean): SeriesKind {
  const signed = allowsNegative(type)
  switch (aggregation.kind) {
    case 'sum': {
      const Sum = isMonotonic(type) ? GrowingSumSeries : SumSeries
      return numbers((owner, clean, place, start) => new Sum(owner, clean, place, start))
    }
    case 'last value':
      return numbers((owner, clean, place, start) => new LastValueSeries(owner, clean, place, start, signed))
    case 'explicit': {
      const layout = histogramLayout({ ...aggregation, signed, sampled })
      return {
        width: layout.width,
        extremes: layout.recordMinMax,
        exemplarsPerBucket: 1,
        create: (owner, clean, place, start) => new HistogramSeries(owner, clean, place, start, layout),
      }
    }
    case 'exponential':
      return {
        width: EXPONENTIAL_WIDTH,
        extremes: aggregation.recordMinMax,
        exemplarsPerBucket: EXPONENTIAL_EXEMPLARS,
        create: (owner, clean, place, start) =>
          new ExponentialSeries(owner, clean, place, start, { ...aggregation, signed }),
      }
  }
}

function numbers(create: SeriesKind['create']): SeriesKind {
  return { width: NUMBER_WIDTH, extremes: false, exemplarsPerBucket: 1, create }
}
