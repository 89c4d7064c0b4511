import type { Catalog } from '../../catalog/index.ts'
import { errorTypeOf as classOf, type Outcome } from '../../operations/index.ts'
import { requestSeconds, waitSeconds } from '../buckets.ts'
import { processedMessage, sentMessage } from '../semconv.ts'
import { errorType, tenantId } from '../shared-labels.ts'

export const eventBusCatalog = {
  name: 'event_bus',
  labels: {
    event_type: { bound: 50, description: 'Type of the event', semconv: 'messaging.destination.name' },
    tenant_id: tenantId,
    handler: {
      bound: 50,
      description: 'Name of the handler',
      semconv: 'messaging.consumer.group.name',
    },
    error_type: errorType,
    transport: {
      bound: 10,
      description: 'What carries the events: `in_memory`',
      semconv: 'messaging.system.name',
    },
  },
  metrics: {
    published: {
      type: 'counter',
      labels: ['event_type', 'tenant_id'],
      description: 'Total events published',
      semconv: 'messaging.client.sent.messages',
    },
    dispatched: {
      type: 'counter',
      labels: ['event_type', 'handler'],
      description: 'Total events dispatched to handlers',
      semconv: 'messaging.client.consumed.messages',
    },
    queueDepth: { type: 'gauge', labels: ['transport'], description: 'Current event queue depth' },
    processingDuration: {
      type: 'histogram',
      unit: 's',
      labels: ['event_type', 'handler'],
      buckets: requestSeconds,
      description: 'Event processing duration',
      semconv: 'messaging.process.duration',
    },
    errors: {
      type: 'counter',
      labels: ['event_type', 'error_type'],
      description: 'Event processing errors',
      semconv: 'messaging.process.duration',
    },
    lag: {
      type: 'histogram',
      unit: 's',
      labels: ['event_type'],
      buckets: waitSeconds,
      description: 'Time between publish and processing',
    },
  },
  operations: {
    publish: {
      span: {
        kind: 'producer',
        name: ({ event_type }) => `publish ${event_type}`,
        attributes: { message_id: 'messaging.message.id' },
        constant: { 'messaging.operation.name': 'publish', 'messaging.operation.type': 'send' },
      },
      labels: ['event_type', 'tenant_id'],
      propagate: 'inject',
      metrics: [{ metric: 'published', measure: 'count', on: 'success' }],
      semconv: sentMessage,
    },
    dispatch: {
      span: {
        kind: 'consumer',
        name: ({ event_type }) => `process ${event_type}`,
        attributes: { message_id: 'messaging.message.id' },
        constant: { 'messaging.operation.name': 'process', 'messaging.operation.type': 'process' },
      },
      labels: ['event_type', 'handler'],
      later: ['error_type'],
      end: { error_type: handlerError },
      propagate: 'extract',
      metrics: [
        { metric: 'lag', measure: { since: 'published_at' } },
        { metric: 'dispatched', measure: 'count', on: 'success' },
        { metric: 'processingDuration', measure: 'duration' },
        { metric: 'errors', measure: 'count', on: 'failure' },
      ],
      semconv: processedMessage,
    },
  },
} as const satisfies Catalog

// Interfaces, so that editors and declarations show a name and not the data.
type Data = typeof eventBusCatalog
/** The labels of the event bus domain. */
export interface EventBusLabels extends Pick<Data['labels'], keyof Data['labels']> {}
/** The metrics of the event bus domain. */
export interface EventBusMetrics extends Pick<Data['metrics'], keyof Data['metrics']> {}
/** The operations of the event bus domain. */
export interface EventBusOperations extends Pick<Data['operations'], keyof Data['operations']> {}

/** An error that says nothing of its class is the handler's. */
function handlerError({ failed, error }: Outcome): string | undefined {
  if (!failed) return undefined
  const name = classOf(error)
  return name === 'Error' || name === '_OTHER' ? 'handler_error' : name
}
