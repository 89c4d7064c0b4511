import type { Catalog } from '../../catalog/index.ts'

/**
 * What the OpenTelemetry Collector tells of itself, as its own Prometheus reader names it: with `_total` on counters,
 * and no unit where the Collector gives none.
 */
const whole = (name: string): { readonly whole: string } => ({ whole: `otelcol_${name}` })

export const collectorCatalog = {
  name: 'collector',
  labels: {
    receiver: { bound: 10, description: 'Receiver' },
    exporter: { bound: 10, description: 'Exporter' },
    data_type: { bound: 3, description: 'What waits in the queue' },
    filter: { bound: 5, description: 'Filter' },
  },
  metrics: {
    acceptedSpans: {
      type: 'counter',
      name: whole('receiver_accepted_spans_total'),
      labels: ['receiver'],
      description: 'Spans taken in',
    },
    acceptedPoints: {
      type: 'counter',
      name: whole('receiver_accepted_metric_points_total'),
      labels: ['receiver'],
      description: 'Metric points taken in',
    },
    refusedSpans: {
      type: 'counter',
      name: whole('receiver_refused_spans_total'),
      labels: ['receiver'],
      description: 'Spans refused',
    },
    refusedPoints: {
      type: 'counter',
      name: whole('receiver_refused_metric_points_total'),
      labels: ['receiver'],
      description: 'Metric points refused',
    },
    failedSpans: {
      type: 'counter',
      name: whole('exporter_send_failed_spans_total'),
      labels: ['exporter'],
      description: 'Spans that could not be sent',
    },
    failedPoints: {
      type: 'counter',
      name: whole('exporter_send_failed_metric_points_total'),
      labels: ['exporter'],
      description: 'Metric points that could not be sent',
    },
    unqueuedSpans: {
      type: 'counter',
      name: whole('exporter_enqueue_failed_spans_total'),
      labels: ['exporter'],
      description: 'Spans that found the queue full',
    },
    unqueuedPoints: {
      type: 'counter',
      name: whole('exporter_enqueue_failed_metric_points_total'),
      labels: ['exporter'],
      description: 'Metric points that found the queue full',
    },
    filteredPoints: {
      type: 'counter',
      name: whole('processor_filter_datapoints_filtered_total'),
      labels: ['filter'],
      description: 'Metric points left out, since Prometheus would refuse their whole request',
    },
    queueSize: {
      type: 'gauge',
      name: whole('exporter_queue_size'),
      labels: ['exporter', 'data_type'],
      description: 'What waits to be sent',
    },
    queueCapacity: {
      type: 'gauge',
      name: whole('exporter_queue_capacity'),
      labels: ['exporter', 'data_type'],
      description: 'What the queue holds',
    },
    memory: {
      type: 'gauge',
      name: whole('process_memory_rss_bytes'),
      unit: 'By',
      description: 'Resident memory of the Collector',
    },
  },
} as const satisfies Catalog
