import { type AlertCase, type Course, type Courses, foreign } from './alert-case.ts'

const collector = { job: 'collector', instance: 'collector-1' }
const receiver = { ...collector, receiver: 'otlp' }
const exporter = { ...collector, exporter: 'otlp_http/prometheus' }
const filter = { ...collector, filter: 'filter/unacceptable' }

/** What makes the alerts on the telemetry of an application fire. */
export function telemetryCases(courses: Courses): AlertCase[] {
  return [
    {
      alert: 'TelemetryLoss',
      courses: courses.own('spanmeter_dropped_measurements_total', { reason: 'not_a_number' }, [0, 1]),
    },
    {
      alert: 'SpansDropped',
      courses: courses.own('spanmeter_dropped_spans_total', { reason: 'queue_full' }, [0, 10]),
    },
    {
      alert: 'ExportsFailing',
      courses: courses.own(
        'spanmeter_failed_exports_total',
        { signal: 'traces', reason: 'unreachable' },
        [0, 1],
      ),
    },
    {
      alert: 'SeriesOverflow',
      courses: courses.own(
        'spanmeter_overflowed_measurements_total',
        { instrument: `${courses.job}_x_total` },
        [0, 1],
      ),
    },
  ]
}

/** What makes the alerts on the Collector fire. */
export function collectorCases(): AlertCase[] {
  return [
    ...(
      [
        ['CollectorRefusingSpans', 'otelcol_receiver_refused_spans_total', receiver],
        ['CollectorRefusingMetrics', 'otelcol_receiver_refused_metric_points_total', receiver],
        ['CollectorLosingSpans', 'otelcol_exporter_send_failed_spans_total', exporter],
        ['CollectorLosingMetrics', 'otelcol_exporter_send_failed_metric_points_total', exporter],
        ['CollectorDroppingSpans', 'otelcol_exporter_enqueue_failed_spans_total', exporter],
        ['CollectorDroppingMetrics', 'otelcol_exporter_enqueue_failed_metric_points_total', exporter],
        ['CollectorLeavingOut', 'otelcol_processor_filter_datapoints_filtered_total', filter],
      ] as const
    ).map(([alert, name, labels]): AlertCase => {
      const courses = [foreign(name, labels, 'counter', [0, 10])]
      // The Collector tells of failures from the first one on. What it refuses comes again, and is waited for.
      return labels === receiver ? { alert, courses } : { alert, courses, firstEvent: true }
    }),
    {
      alert: 'CollectorQueueFilling',
      // A second Collector has room enough.
      courses: [...queueOf('collector-1', [0, 9000]), ...queueOf('collector-2', [0, 0])],
    },
  ]
}

function queueOf(instance: string, size: Parameters<typeof foreign>[3]): ReturnType<typeof foreign>[] {
  const labels = { ...exporter, instance, data_type: 'metrics' }
  return [
    foreign('otelcol_exporter_queue_size', labels, 'level', size),
    foreign('otelcol_exporter_queue_capacity', labels, 'level', [10_000, 10_000]),
  ]
}

/** What makes the alerts on the targets themselves fire. */
export function targetCases(courses: Courses): AlertCase[] {
  return [
    {
      alert: 'TargetDown',
      courses: [courses.up([1, 0])],
      also: ['AvailabilityBudgetBurningFast'],
      whenMissing: ['TargetDown'],
    },
    {
      alert: 'TargetDown',
      courses: [foreign('up', { job: 'jaeger', instance: 'jaeger:8888' }, 'level', [1, 0])],
    },
    {
      alert: 'AvailabilityBudgetBurningFast',
      courses: [courses.up([1, 0])],
      also: ['TargetDown'],
      whenMissing: ['TargetDown'],
    },
    {
      alert: 'AvailabilityBudgetBurningSlowly',
      // Up for the mean of many targets: one in two hundred is down, too few for a fast burn.
      courses: [courses.up([1, 0.995])],
      overDays: true,
      whenMissing: ['TargetDown'],
    },
  ]
}

/** What makes the alert on series without a source fire. `stamped` are those that have one. */
export function unstampedCase(stamped: readonly Course[], unstamped: Course): AlertCase {
  return { alert: 'BothPathsSummed', courses: [...stamped, unstamped] }
}
