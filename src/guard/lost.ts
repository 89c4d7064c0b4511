import { warn } from './guard.ts'

/** What leaves the process by a way of its own. */
export type Signal = 'traces' | 'metrics'

/**
 * Why a request to the Collector failed for good.
 *
 * - `unreachable`: there was no connection, or it broke (refused, reset, a name that is not found);
 * - `timeout`: no complete answer came in time;
 * - `unavailable`: every answer said "later" (429, 502, 503, 504), until the time for repetitions was over;
 * - `status_3xx`, `status_4xx`, `status_5xx`: the answer had another status that is no success;
 * - `deadline`: the push took too long as a whole, and the request was not sent any more;
 * - `too_many`: as many requests as there may be were under way, or waited for their turn, already;
 * - `shutdown`: it was given up when telemetry was shut down;
 * - `other`: anything else; the warning in the log has the words.
 */
export type ExportFailure =
  | 'unreachable'
  | 'timeout'
  | 'unavailable'
  | 'status_3xx'
  | 'status_4xx'
  | 'status_5xx'
  | 'deadline'
  | 'too_many'
  | 'shutdown'
  | 'other'

/** Why points never arrived: their request failed, or an answer said that they were not taken (`rejected`). */
export type PointLoss = ExportFailure | 'rejected'

/** Why spans never arrived: as for points, or the queue of the span processor was full (`queue_full`). */
export type SpanLoss = PointLoss | 'queue_full'

const noFailures: Readonly<Record<ExportFailure, number>> = {
  unreachable: 0,
  timeout: 0,
  unavailable: 0,
  status_3xx: 0,
  status_4xx: 0,
  status_5xx: 0,
  deadline: 0,
  too_many: 0,
  shutdown: 0,
  other: 0,
}

// Every reason is there from the start: an increase from nothing to the first loss would not be seen.
const failed: Record<Signal, Record<ExportFailure, number>> = {
  traces: { ...noFailures },
  metrics: { ...noFailures },
}
const points: Record<PointLoss, number> = { rejected: 0, ...noFailures }
const spans: Record<SpanLoss, number> = { queue_full: 0, rejected: 0, ...noFailures }

/** Counts a request that failed for good. Whoever sent it tells of the error. */
export function countFailedExport(signal: Signal, reason: ExportFailure): void {
  failed[signal][reason]++
}

/** Counts metric points that never arrived. */
export function dropPoints(reason: PointLoss, count: number): void {
  points[reason] += count
}

/** Counts spans that never arrived, and warns of the first that found the queue full. */
export function dropSpans(reason: SpanLoss, count: number): void {
  if (reason === 'queue_full' && spans.queue_full === 0 && count > 0) {
    warn(
      'Spans are dropped, because those that wait to be sent fill the queue (OTEL_BSP_MAX_QUEUE_SIZE). They are counted in spanmeter_dropped_spans_total.',
    )
  }
  spans[reason] += count
}

/** How many requests of a signal failed since the process began, by reason. */
export function failedExports(signal: Signal): Readonly<Record<ExportFailure, number>> {
  return failed[signal]
}

/** How many metric points never arrived since the process began, by reason. */
export function droppedPoints(): Readonly<Record<PointLoss, number>> {
  return points
}

/** How many spans never arrived since the process began, by reason. */
export function droppedSpans(): Readonly<Record<SpanLoss, number>> {
  return spans
}
