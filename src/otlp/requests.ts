import { swallow } from '../guard/index.ts'
import {
  AggregationTemporality,
  DataPointType,
  type MetricData,
  type Point,
  pointsOf,
  type ResourceMetrics,
  type ScopeMetrics,
} from '../points/index.ts'
import type { RequestEncoder } from './request-encoder.ts'

/** One request of a push, ready to be sent. */
export interface MetricsRequest {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly points: number
  /** Points that no later push repeats, because they are differences. */
  readonly deltaPoints: number
}

/** How large a request may become. */
export interface RequestLimits {
  /** Data points in one request. */
  readonly points: number
  /** Bytes in one request before compression. A single point that is larger travels alone. */
  readonly bytes: number
}

/** What the project promises of every request: at most 2,000 points and 4 MiB. */
export const requestLimits: RequestLimits = { points: 2000, bytes: 4 * 1024 * 1024 }

/** Names and descriptions of the metrics, and what closes a request. */
const overhead = 64 * 1024
const pointsPerPause = 16
/** ValueType.INT of the API. */
const int = 0

/**
 * Cuts a collection into requests, reading each point only when its turn comes. Between requests, and after every few
 * points, it yields: `undefined` says that a caller who has worked long enough may let others run.
 *
 * A point that cannot be read or encoded is left out and counted by the guard; the others still go.
 */
export function* requestsOf(
  resourceMetrics: ResourceMetrics,
  encoder: RequestEncoder,
  limits: RequestLimits = requestLimits,
): Generator<MetricsRequest | undefined, void> {
  const room = Math.max(limits.bytes - overhead, 0)
  let points = 0
  let deltaPoints = 0
  let untilPause = pointsPerPause
  const finish = (): MetricsRequest => {
    const request = { bytes: encoder.finish(), points, deltaPoints }
    points = 0
    deltaPoints = 0
    return request
  }
  for (const { scope, metric } of metricsOf(resourceMetrics.scopeMetrics)) {
    const walk = walkOf(metric, encoder)
    while (stageNext(walk, metric)) {
      if (points === limits.points || (points > 0 && encoder.size + encoder.staged > room)) yield finish()
      if (points === 0) encoder.begin(resourceMetrics.resource)
      encoder.add(scope, metric)
      points++
      if (isDelta(metric)) deltaPoints++
      if (--untilPause === 0) {
        untilPause = pointsPerPause
        yield undefined
      }
    }
  }
  if (points > 0) yield finish()
}

/** The points of one metric, each staged in the encoder when asked for. */
interface PointWalk {
  /** Reads the next point; false when there is none left. */
  next(): boolean
  /** Encodes the point that `next` read. */
  stage(): void
}

function walkOf(metric: MetricData, encoder: RequestEncoder): PointWalk {
  const integer = metric.descriptor.valueType === int
  switch (metric.dataPointType) {
    case DataPointType.GAUGE:
    case DataPointType.SUM:
      return walk(metric, (point) => encoder.number(point, integer))
    case DataPointType.HISTOGRAM:
      return walk(metric, (point) => encoder.histogram(point, integer))
    case DataPointType.EXPONENTIAL_HISTOGRAM:
      return walk(metric, (point) => encoder.exponentialHistogram(point, integer))
  }
}

function walk<Value>(
  metric: Parameters<typeof pointsOf<Value>>[0],
  encode: (point: Point<Value>) => void,
): PointWalk {
  let points: Iterator<Point<Value>> | undefined
  let current: Point<Value> | undefined
  return {
    next() {
      points ??= pointsOf(metric)[Symbol.iterator]()
      const result = points.next()
      current = result.done === true ? undefined : result.value
      return current !== undefined
    },
    stage() {
      if (current !== undefined) encode(current)
    },
  }
}

/** Stages the next point that can be encoded; false when the metric has no further one. */
function stageNext(walk: PointWalk, metric: MetricData): boolean {
  for (;;) {
    try {
      if (!walk.next()) return false
    } catch (error) {
      swallow(`reading the points of ${metric.descriptor.name}`, error)
      return false
    }
    try {
      walk.stage()
      return true
    } catch (error) {
      swallow('encoding a point as OTLP', error)
    }
  }
}

function* metricsOf(scopeMetrics: readonly ScopeMetrics[]) {
  for (const { scope, metrics } of scopeMetrics) {
    for (const metric of metrics) yield { scope, metric }
  }
}

function isDelta(metric: MetricData): boolean {
  return (
    metric.dataPointType !== DataPointType.GAUGE &&
    metric.aggregationTemporality === AggregationTemporality.DELTA
  )
}
