import { type Catalog, defineAlerts, definePanels } from '../../catalog/index.ts'

const whole = (name: string): { readonly whole: string } => ({ whole: name })

/** What spanmeter tells of itself, as `startObservability` registers it; it is recorded there, and only read here. */
export const sdkCatalog = {
  name: 'spanmeter',
  labels: {
    reason: { bound: 20, description: 'Why it was left out' },
    site: { bound: 50, description: 'Where the error was caught' },
    signal: { values: ['traces', 'metrics'], description: 'What was sent' },
    instrument: { bound: 500, description: 'Name of the instrument' },
    source: { values: ['scrape', 'otlp'], description: 'Which way the series took' },
    job: { bound: 20, description: 'Whose series they are' },
  },
  metrics: {
    droppedMeasurements: {
      type: 'counter',
      name: whole('spanmeter_dropped_measurements_total'),
      labels: ['reason', 'source'],
      description: 'Measurements that were not recorded',
    },
    droppedAttributes: {
      type: 'counter',
      name: whole('spanmeter_dropped_attributes_total'),
      labels: ['reason', 'source'],
      description: 'Attributes that were left off a measurement',
    },
    swallowedErrors: {
      type: 'counter',
      name: whole('spanmeter_swallowed_errors_total'),
      labels: ['site', 'source'],
      description: 'Errors of telemetry code that were kept from the application',
    },
    overflowed: {
      type: 'counter',
      name: whole('spanmeter_overflowed_measurements_total'),
      labels: ['instrument', 'source'],
      description: 'Measurements that went to the overflow series, past the limit of series',
    },
    series: {
      type: 'gauge',
      name: whole('spanmeter_series'),
      labels: ['instrument', 'source', 'job'],
      description: 'Live series of an instrument',
    },
    failedExports: {
      type: 'counter',
      name: whole('spanmeter_failed_exports_total'),
      labels: ['signal', 'reason', 'source'],
      description: 'OTLP requests that failed for good',
    },
    droppedSpans: {
      type: 'counter',
      name: whole('spanmeter_dropped_spans_total'),
      labels: ['reason', 'source'],
      description: 'Spans that did not arrive by OTLP',
    },
    droppedPoints: {
      type: 'counter',
      name: whole('spanmeter_dropped_points_total'),
      labels: ['reason', 'source'],
      description: 'Metric points that did not arrive by OTLP',
    },
    queuedSpans: {
      type: 'gauge',
      name: whole('spanmeter_queued_spans'),
      labels: ['source'],
      description: 'Spans that wait to be sent by OTLP',
    },
  },
} as const satisfies Catalog

export const sdkPanels = definePanels(sdkCatalog, {
  series: {
    title: 'Series per instrument',
    description:
      'Live series of each instrument, in the process that has most. At 2,000 further ones overflow.',
    unit: 'short',
    limits: { warning: 1500, bad: 2000 },
    query: { show: 'value', of: 'series', join: 'max', by: ['instrument'] },
  },
  overflowed: {
    title: 'Overflowed measurements by instrument',
    description: 'Measurements that lost their labels, because their instrument had too many series.',
    unit: 'short',
    limits: { bad: 1 },
    query: { show: 'increase', of: 'overflowed', by: ['instrument'] },
  },
  dropped: {
    title: 'Dropped measurements by reason',
    description: 'Measurements that were not recorded: invalid, or made before the start.',
    unit: 'short',
    limits: { bad: 1 },
    query: { show: 'increase', of: 'droppedMeasurements', by: ['reason'] },
  },
  droppedAttributes: {
    title: 'Dropped attributes by reason',
    description: 'Labels that were left off a measurement, which itself was kept.',
    unit: 'short',
    query: { show: 'increase', of: 'droppedAttributes', by: ['reason'] },
  },
  swallowed: {
    title: 'Swallowed errors by site',
    description: 'Errors of telemetry code that the application never saw.',
    unit: 'short',
    // A site is told from its first error on: until then there are none.
    query: {
      show: 'promql',
      text: 'sum by (site) (increase(swallowedErrors[$span])) or 0 * sum(series)',
      by: ['site'],
    },
  },
  paths: {
    title: 'Series by the way they came',
    description:
      'Both ways should carry the same series of a job: a gap means that one of them is broken. A job that is not scraped comes by one.',
    unit: 'short',
    query: { show: 'value', of: 'series', join: 'sum', by: ['job', 'source'] },
  },
  exportFailures: {
    title: 'Export failures by signal and reason',
    description: 'Requests to the Collector that failed for good, repetitions included.',
    unit: 'short',
    limits: { bad: 1 },
    query: {
      show: 'increase',
      of: 'failedExports',
      by: ['signal', 'reason'],
    },
  },
  spansDropped: {
    title: 'Spans dropped by reason',
    description: 'Spans that never reached the Collector: their request failed, or the queue was full.',
    unit: 'short',
    limits: { bad: 1 },
    query: { show: 'increase', of: 'droppedSpans', by: ['reason'] },
  },
  pointsDropped: {
    title: 'Metric points dropped by reason',
    description: 'Points that never reached the Collector. The next push has the totals: series have a gap.',
    unit: 'short',
    query: { show: 'increase', of: 'droppedPoints', by: ['reason'] },
  },
  queuedSpans: {
    title: 'Spans in the queue',
    description:
      'Spans that wait to be sent, in the process that has most. At 2,048 further ones are dropped.',
    unit: 'short',
    limits: { warning: 1024, bad: 2048 },
    query: { show: 'value', of: 'queuedSpans', join: 'max' },
  },
})

export const sdkAlerts = defineAlerts(sdkCatalog, sdkPanels, {
  telemetryLoss: {
    summary: 'Measurements are lost in the application',
    description: '{value} measurements were dropped within ten minutes: {reason}.',
    unit: 'short',
    when: { show: 'increase', of: 'droppedMeasurements', by: ['reason'] },
    window: '10m',
    bound: { above: 0 },
    for: '5m',
    severity: 'warning',
    panel: 'dropped',
    runbook: {
      meaning:
        'The application records something that no instrument takes: a value that is no number, a negative increment.',
      impact: 'Figures on the dashboards are too low.',
      look: [
        'The reason in the label, and the warning in the log of the application, which names the instrument.',
      ],
      mend: ['Mend the call that hands over the value.'],
    },
  },
  spansDropped: {
    summary: 'The application loses spans',
    description: '{value} spans did not reach the Collector within ten minutes: {reason}.',
    unit: 'short',
    when: { show: 'increase', of: 'droppedSpans', by: ['reason'] },
    window: '10m',
    bound: { above: 0 },
    for: '0s',
    severity: 'warning',
    panel: 'spansDropped',
    runbook: {
      meaning:
        'Spans ended in the application, and never reached the Collector: requests failed for longer than they are repeated, or so many spans waited that the queue was full.',
      impact: 'Traces of that time are missing or torn. Metrics are right.',
      look: [
        'The reason in the label: `unreachable`, `timeout` and `unavailable` mean the Collector or the way to it, `status_4xx` and `rejected` what is sent, `queue_full` more spans than are sent.',
        'Export failures by signal and reason, spans in the queue, and the warning in the log of the application.',
      ],
      mend: [
        'Mend the Collector, or the address and the token that it is sent to with.',
        'For `queue_full` with a healthy Collector: raise `OTEL_BSP_MAX_QUEUE_SIZE`, or sample less.',
      ],
    },
  },
  exportsFailing: {
    summary: 'The application cannot send its telemetry',
    description: '{value} OTLP requests with {signal} failed within ten minutes: {reason}.',
    unit: 'short',
    when: { show: 'increase', of: 'failedExports', by: ['signal', 'reason'] },
    window: '10m',
    bound: { above: 0 },
    for: '5m',
    severity: 'warning',
    panel: 'exportFailures',
    runbook: {
      meaning: 'Requests to the Collector failed for good, after they were repeated.',
      impact:
        'Spans are lost. Series by OTLP have gaps, and their totals are right again with the next push that arrives; those by scrape are whole.',
      look: [
        'The reason in the label, and the warning in the log of the application, which has the words of the error.',
        'Whether the Collector is up, and refuses: its panels are on the same dashboard.',
      ],
      mend: ['Mend the Collector, or the address and the token that it is sent to with.'],
    },
  },
  seriesOverflow: {
    summary: 'An instrument has too many series',
    description: '{value} measurements of {instrument} lost their labels within ten minutes.',
    unit: 'short',
    when: { show: 'increase', of: 'overflowed', by: ['instrument'] },
    window: '10m',
    bound: { above: 0 },
    for: '0s',
    severity: 'warning',
    panel: 'overflowed',
    runbook: {
      meaning:
        'An instrument has reached its limit of series, and what comes with new label values is counted in one overflow series; or a label that is an id has reached the bound that is declared for it, and further ones are `_OTHER`.',
      impact: 'Totals stay right. By label, the newest values are missing.',
      look: [
        'Series per instrument.',
        'The label whose values grow: an id, a path with numbers in it. Where a bound was reached, a warning in the log of the application names it.',
      ],
      mend: [
        'Normalise or drop the label; give an id to the span, where an exemplar leads to it.',
        'Where the values are few and known, declare a greater bound, or raise the limit.',
      ],
    },
  },
})
