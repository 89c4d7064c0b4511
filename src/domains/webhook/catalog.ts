import {
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
} from '@opentelemetry/semantic-conventions'
import type { Catalog, LabelValue } from '../../catalog/index.ts'
import { deliverySeconds, settledSeconds } from '../buckets.ts'
import { deliveredMessage, sentMessage } from '../semconv.ts'

/** Attempts beyond it are told as one. */
const LAST_TOLD_ATTEMPT = 10

export const webhookCatalog = {
  name: 'webhook',
  labels: {
    event_type: { bound: 20, description: 'What the subscriber is told of' },
    subscriber: { bound: 50, description: 'Who is told' },
    status_code: {
      bound: 10,
      normalise: statusCode,
      description: 'Status that the subscriber answered with; 0 when there was no answer',
      semconv: ATTR_HTTP_RESPONSE_STATUS_CODE,
      onSpan: (status) => (Number(status) === 0 ? {} : { [ATTR_HTTP_RESPONSE_STATUS_CODE]: Number(status) }),
    },
    attempt_number: {
      bound: LAST_TOLD_ATTEMPT,
      normalise: toldAttempt,
      description: 'Which attempt: 2 is the first retry; 10 is that and any later one',
    },
    worker_id: {
      bound: 50,
      description: 'Worker that delivers',
      exceptions: [{ rule: 'id-label', reason: 'Workers are few; one that ends takes its uptime with it.' }],
    },
  },
  metrics: {
    queued: {
      type: 'counter',
      labels: ['event_type', 'subscriber'],
      description: 'Total webhooks queued',
      semconv: 'messaging.client.sent.messages',
    },
    delivered: {
      type: 'counter',
      labels: ['event_type', 'subscriber'],
      description: 'Total successful deliveries',
      semconv: 'http.client.request.duration',
    },
    failed: {
      type: 'counter',
      labels: ['event_type', 'subscriber', 'status_code'],
      description: 'Total delivery failures',
      semconv: 'http.client.request.duration',
    },
    deadLetter: {
      type: 'counter',
      labels: ['event_type', 'subscriber'],
      description: 'Webhooks in dead letter queue',
      semconv: 'messaging.client.sent.messages',
    },
    retryAttempts: {
      type: 'counter',
      labels: ['subscriber', 'attempt_number'],
      description: 'Total retry attempts',
    },
    workerProcessed: {
      type: 'counter',
      labels: ['worker_id'],
      description: 'Webhooks processed by worker',
      semconv: 'messaging.client.consumed.messages',
    },
    activeWorkers: { type: 'gauge', description: 'Active worker instances' },
    workerUptime: {
      type: 'gauge',
      unit: 's',
      labels: ['worker_id'],
      // Two of one name are no worker that has run twice as long.
      join: 'max',
      description: 'Worker uptime',
      semconv: 'process.uptime',
    },
    deliveryLatency: {
      type: 'histogram',
      unit: 's',
      labels: ['subscriber'],
      buckets: deliverySeconds,
      description: 'HTTP delivery latency',
      semconv: 'http.client.request.duration',
    },
    queueProcessingDuration: {
      type: 'histogram',
      unit: 's',
      labels: ['subscriber'],
      buckets: settledSeconds,
      description: 'Queue to delivery time',
    },
  },
  operations: {
    enqueue: {
      span: {
        kind: 'producer',
        name: ({ event_type }) => `enqueue webhook ${event_type}`,
        attributes: { webhook_id: 'messaging.message.id' },
        constant: { 'messaging.operation.name': 'enqueue', 'messaging.operation.type': 'send' },
      },
      labels: ['event_type', 'subscriber'],
      propagate: 'inject',
      metrics: [{ metric: 'queued', measure: 'count', on: 'success' }],
      semconv: sentMessage,
    },
    attempt: {
      span: {
        kind: 'client',
        name: ({ event_type }) => `deliver webhook ${event_type}`,
        attributes: {
          webhook_id: 'messaging.message.id',
          resend_count: 'http.request.resend_count',
          http_method: ATTR_HTTP_REQUEST_METHOD,
          server_address: ATTR_SERVER_ADDRESS,
          server_port: ATTR_SERVER_PORT,
        },
      },
      labels: ['event_type', 'subscriber'],
      later: ['status_code'],
      end: { status_code: ({ failed }) => (failed ? 0 : undefined) },
      failure: ({ status_code }) => (status_code === undefined ? undefined : refusal(Number(status_code))),
      propagate: 'extract',
      metrics: [
        { metric: 'deliveryLatency', measure: 'duration' },
        { metric: 'failed', measure: 'count', on: 'failure' },
      ],
      semconv: deliveredMessage,
    },
  },
} as const satisfies Catalog

// Interfaces, so that editors and declarations show a name and not the data.
type Data = typeof webhookCatalog
/** The labels of the webhook domain. */
export interface WebhookLabels extends Pick<Data['labels'], keyof Data['labels']> {}
/** The metrics of the webhook domain. */
export interface WebhookMetrics extends Pick<Data['metrics'], keyof Data['metrics']> {}
/** The operations of the webhook domain. */
export interface WebhookOperations extends Pick<Data['operations'], keyof Data['operations']> {}

/** Whether a subscriber has taken the webhook: any 2xx. */
export function isDelivered(status: number): boolean {
  return status >= 200 && status < 300
}

function refusal(status: number): string | undefined {
  if (isDelivered(status)) return undefined
  return status > 0 ? String(status) : 'no_answer'
}

/** A whole number from 1 to the last that is told. */
function toldAttempt(attempt: LabelValue): LabelValue {
  const number = Math.trunc(Number(attempt))
  return number >= 1 ? Math.min(number, LAST_TOLD_ATTEMPT) : '_OTHER'
}

/** A status of HTTP, or 0. */
function statusCode(status: LabelValue): number {
  const code = Number(status)
  return Number.isInteger(code) && code >= 100 && code <= 599 ? code : 0
}
