import type {
  Collectable,
  Exemplar,
  HistogramValue,
  MetricData,
  Point,
  ResourceMetrics,
} from '../../src/points/index.ts'
import { AggregationTemporality, DataPointType } from '../../src/points/index.ts'

/** Metrics in the official shape, made by hand. */

interface Named {
  readonly name: string
  readonly unit?: string
  readonly description?: string
}

type Series<Value> = readonly [
  attributes: Point<Value>['attributes'],
  value: Value,
  exemplars?: Exemplar[] | undefined,
]

const base = ({ name, unit = '', description = 'What it is.' }: Named) => ({
  descriptor: { name, unit, description, valueType: 1 },
  aggregationTemporality: AggregationTemporality.CUMULATIVE,
})

function points<Value>(series: readonly Series<Value>[]): Point<Value>[] {
  return series.map(([attributes, value, exemplars]) => ({
    attributes,
    value,
    startTime: [1_700_000_000, 0],
    endTime: [1_700_000_100, 0],
    ...(exemplars === undefined ? {} : { exemplars }),
  }))
}

export function counter(named: Named, ...series: Series<number>[]): MetricData {
  return { ...base(named), dataPointType: DataPointType.SUM, isMonotonic: true, dataPoints: points(series) }
}

export function upDownCounter(named: Named, ...series: Series<number>[]): MetricData {
  return { ...base(named), dataPointType: DataPointType.SUM, isMonotonic: false, dataPoints: points(series) }
}

export function gauge(named: Named, ...series: Series<number>[]): MetricData {
  return { ...base(named), dataPointType: DataPointType.GAUGE, dataPoints: points(series) }
}

export interface Buckets {
  readonly boundaries: number[]
  readonly counts: number[]
  readonly sum?: number
}

export function histogram(named: Named, ...series: Series<Buckets>[]): MetricData {
  const values = series.map(
    ([attributes, { boundaries, counts, sum }, exemplars]): Series<HistogramValue> => {
      const count = counts.reduce((a, b) => a + b, 0)
      return [
        attributes,
        { buckets: { boundaries, counts }, count, ...(sum === undefined ? {} : { sum }) },
        exemplars,
      ]
    },
  )
  return { ...base(named), dataPointType: DataPointType.HISTOGRAM, dataPoints: points(values) }
}

export function collected(
  metrics: readonly MetricData[],
  attributes: Point<number>['attributes'] = {},
): ResourceMetrics {
  return { resource: { attributes }, scopeMetrics: [{ scope: { name: 'test' }, metrics }] }
}

/** A reader that always gives these. */
export function readerOf(resourceMetrics: ResourceMetrics): Collectable {
  return { collect: async () => ({ resourceMetrics, errors: [] }) }
}

export function exemplar(value: number, more: Partial<Exemplar> = {}): Exemplar {
  return {
    value,
    time: [1_700_000_050, 123_456_789],
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: 'b7ad6b7169203331',
    filteredAttributes: {},
    ...more,
  }
}
