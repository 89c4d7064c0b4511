import { defineAlerts, definePanels } from '../../catalog/index.ts'
import { collectorCatalog } from './collector-catalog.ts'

/**
 * The Collector tells of failures from the first one on: what is not there yet is 0 wherever there is traffic, or a
 * queue.
 */
const since = {
  refused: (counter: string, accepted: string) =>
    `sum(rate(${counter}[$window])) or 0 * sum(rate(${accepted}[$window]))`,
  failed: (counter: string) =>
    `sum by (exporter) (rate(${counter}[$window])) or 0 * sum by (exporter) (queueSize)`,
  unqueued: (counter: string) => `sum(rate(${counter}[$window])) or 0 * sum(queueSize)`,
} as const

export const collectorPanels = definePanels(collectorCatalog, {
  received: {
    title: 'Collector: received',
    description: 'Spans and metric points that the Collector takes in per second.',
    unit: 'ops',
    query: {
      show: 'compare',
      queries: {
        spans: { show: 'rate', of: 'acceptedSpans' },
        'metric points': { show: 'rate', of: 'acceptedPoints' },
      },
    },
  },
  refused: {
    title: 'Collector: refused',
    description:
      'What the Collector sends back, because its memory is full. Senders try again, then give up.',
    unit: 'ops',
    query: {
      show: 'compare',
      queries: {
        spans: { show: 'promql', text: since.refused('refusedSpans', 'acceptedSpans') },
        'metric points': { show: 'promql', text: since.refused('refusedPoints', 'acceptedPoints') },
      },
    },
  },
  failedSpans: {
    title: 'Collector: spans not sent',
    description: 'Spans per second that an exporter could not send on for good.',
    unit: 'ops',
    query: { show: 'promql', text: since.failed('failedSpans'), by: ['exporter'] },
  },
  failedPoints: {
    title: 'Collector: metric points not sent',
    description: 'Metric points per second that an exporter could not send on for good.',
    unit: 'ops',
    query: { show: 'promql', text: since.failed('failedPoints'), by: ['exporter'] },
  },
  queue: {
    title: 'Collector: queue',
    description: 'What waits to be sent, by exporter. It is on disk, and survives a restart.',
    unit: 'bytes',
    query: { show: 'value', of: 'queueSize', join: 'sum', by: ['exporter', 'data_type'] },
  },
  queueFill: {
    title: 'Collector: queue fill',
    description: 'How full the queues are. A full one drops what comes.',
    unit: 'percentunit',
    limits: { warning: 0.5, bad: 0.8 },
    // By process: a full queue of one Collector is not to hide behind the empty one of another.
    query: {
      show: 'promql',
      text: 'max by (exporter, data_type) (sum by (instance, exporter, data_type) (queueSize) / sum by (instance, exporter, data_type) (queueCapacity))',
      by: ['exporter', 'data_type'],
    },
  },
  dropped: {
    title: 'Collector: dropped',
    description: 'What found the queue of an exporter full, per second.',
    unit: 'ops',
    query: {
      show: 'compare',
      queries: {
        spans: { show: 'promql', text: since.unqueued('unqueuedSpans') },
        'metric points': { show: 'promql', text: since.unqueued('unqueuedPoints') },
      },
    },
  },
  leftOut: {
    title: 'Collector: left out',
    description:
      'Metric points that Prometheus would not take: deltas, clocks that are wrong by minutes. Who sent them is not told.',
    unit: 'ops',
    limits: { bad: 0.001 },
    query: { show: 'promql', text: since.refused('filteredPoints', 'acceptedPoints') },
  },
  memory: {
    title: 'Collector: memory',
    description: 'Resident memory of the Collector. Near its limit it refuses what comes.',
    unit: 'bytes',
    query: { show: 'value', of: 'memory', join: 'max' },
  },
})

const backend = {
  look: [
    'The exporter in the label, and the log of the Collector.',
    'Whether Prometheus and Jaeger are up, and their disks.',
  ],
  mend: [
    'Mend the backend: what waits in the queue on disk is sent afterwards.',
    'Widen the queue for longer outages.',
  ],
} as const

const fullQueue = {
  look: [
    'The exporter in the label, and the queue fill: what is behind that queue does not take what it is sent.',
    'Whether Prometheus and Jaeger are up, and their disks.',
    'Whether there is room on the disk that the queue is on.',
  ],
  mend: [
    'Mend the backend: the queue empties by itself, and takes again what comes.',
    'Widen the queue (`queue_size`) for longer outages, or sample.',
  ],
} as const

export const collectorAlerts = defineAlerts(collectorCatalog, collectorPanels, {
  collectorRefusingSpans: {
    summary: 'The Collector refuses spans',
    description: '{value} spans were refused by {receiver} within five minutes.',
    unit: 'short',
    when: { show: 'increase', of: 'refusedSpans', by: ['receiver'] },
    bound: { above: 0 },
    for: '5m',
    severity: 'warning',
    panel: 'refused',
    runbook: {
      meaning: 'The Collector sends spans back to the applications, mostly because its memory is full.',
      impact: 'Applications keep and retry for a while, then traces are missing.',
      look: ['Collector memory and queue fill: something behind it does not take what it sends.'],
      mend: ['Mend what is behind it, or give it more memory.'],
    },
  },
  collectorRefusingMetrics: {
    summary: 'The Collector refuses metric points',
    description: '{value} metric points were refused by {receiver} within five minutes.',
    unit: 'short',
    when: { show: 'increase', of: 'refusedPoints', by: ['receiver'] },
    bound: { above: 0 },
    for: '5m',
    severity: 'warning',
    panel: 'refused',
    runbook: {
      meaning: 'The Collector sends metrics back to the applications, mostly because its memory is full.',
      impact: 'Series by OTLP have gaps; those by scrape are whole.',
      look: ['Collector memory and queue fill.'],
      mend: ['Mend what is behind it, or give it more memory.'],
    },
  },
  collectorLosingSpans: {
    summary: 'The Collector loses spans',
    description: '{value} spans were lost by {exporter} within five minutes.',
    unit: 'short',
    when: { show: 'increase', of: 'failedSpans', by: ['exporter'] },
    bound: { above: 0 },
    for: '2m',
    severity: 'critical',
    panel: 'failedSpans',
    runbook: {
      meaning: 'An exporter gave up sending spans.',
      impact: 'Traces of that time are missing or torn.',
      ...backend,
    },
  },
  collectorLosingMetrics: {
    summary: 'The Collector loses metric points',
    description: '{value} metric points were lost by {exporter} within five minutes.',
    unit: 'short',
    when: { show: 'increase', of: 'failedPoints', by: ['exporter'] },
    bound: { above: 0 },
    for: '2m',
    severity: 'critical',
    panel: 'failedPoints',
    runbook: {
      meaning: 'An exporter gave up sending metrics.',
      impact: 'Series by OTLP have gaps. Counters catch up, since each point carries the total.',
      ...backend,
    },
  },
  collectorQueueFilling: {
    summary: 'A queue of the Collector is filling up',
    description: 'The queue of {exporter} is {value} full.',
    unit: 'percentunit',
    when: {
      show: 'promql',
      text: 'max by (exporter) (sum by (instance, exporter) (queueSize) / sum by (instance, exporter) (queueCapacity))',
      by: ['exporter'],
    },
    bound: { above: 0.8 },
    for: '2m',
    severity: 'warning',
    panel: 'queueFill',
    runbook: {
      meaning: 'An exporter does not send as fast as telemetry comes in.',
      impact: 'None yet. When the queue is full, what comes is dropped.',
      ...backend,
    },
  },
  collectorDroppingSpans: {
    summary: 'The Collector drops spans, since a queue is full',
    description: '{value} spans found the queue of {exporter} full within five minutes.',
    unit: 'short',
    when: { show: 'increase', of: 'unqueuedSpans', by: ['exporter'] },
    bound: { above: 0 },
    for: '2m',
    severity: 'critical',
    panel: 'dropped',
    runbook: {
      meaning:
        'The queue of an exporter takes no more spans. They are sent back; applications repeat for a while, then give up.',
      impact: 'Traces are missing or torn from now on, until the queue has room again.',
      ...fullQueue,
    },
  },
  collectorDroppingMetrics: {
    summary: 'The Collector drops metric points, since a queue is full',
    description: '{value} metric points found the queue of {exporter} full within five minutes.',
    unit: 'short',
    when: { show: 'increase', of: 'unqueuedPoints', by: ['exporter'] },
    bound: { above: 0 },
    for: '2m',
    severity: 'critical',
    panel: 'dropped',
    runbook: {
      meaning:
        'The queue of an exporter takes no more metric points: neither those of applications, nor those that are made of spans.',
      impact:
        'Series by OTLP have gaps; those by scrape are whole. Counters catch up, since each point carries the total.',
      ...fullQueue,
    },
  },
  collectorLeavingOut: {
    summary: 'The Collector leaves out metric points that Prometheus would refuse',
    description: '{value} metric points were left out by {filter} within five minutes.',
    unit: 'short',
    when: { show: 'increase', of: 'filteredPoints', by: ['filter'] },
    bound: { above: 0 },
    for: '2m',
    severity: 'warning',
    panel: 'leftOut',
    runbook: {
      meaning:
        'An application sends what Prometheus does not take: deltas, times more than 9 minutes ahead or 29 minutes behind, more than 60 labels, exponential histograms that are too coarse.',
      impact:
        'Series of that application are missing by OTLP. It is told that all went well, and logs nothing.',
      look: [
        'What was deployed or set up last. The Collector does not tell who sent them.',
        'Whose series have come by scrape only since then: series by the way they came.',
        'The clocks of the machines that send; and whether points waited somewhere for half an hour, as in Kafka.',
      ],
      mend: [
        'Have the application send totals: leave `OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE` unset, or set it to `cumulative`.',
        'Set the clock right.',
      ],
    },
  },
})
