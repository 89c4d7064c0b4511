import { definePanels } from '../../catalog/index.ts'
import { eventBusCatalog } from './catalog.ts'

/** What dashboards show of the event bus. */
export const eventBusPanels = definePanels(eventBusCatalog, {
  throughput: {
    title: 'EventBus throughput',
    description: 'Events published per second, by type.',
    unit: 'ops',
    query: { show: 'rate', of: 'published', by: ['event_type'] },
  },
  queueDepth: {
    title: 'EventBus queue depth',
    description: 'Events that wait, in the fullest process. When the queue is full, publishers are refused.',
    unit: 'short',
    limits: { warning: 7000, bad: 10_000 },
    query: { show: 'value', of: 'queueDepth', join: 'max', by: ['transport'] },
  },
  dispatched: {
    title: 'Events handled',
    description:
      'Events handled per second, by handler. Less than what is published means that the queue grows.',
    unit: 'ops',
    query: { show: 'rate', of: 'dispatched', by: ['handler'] },
  },
  processing: {
    title: 'P95 event processing',
    description: 'Nineteen of twenty events are handled within this time, by handler.',
    unit: 's',
    query: { show: 'quantile', of: 'processingDuration', quantiles: [0.95], by: ['handler'] },
  },
  errors: {
    title: 'Event processing errors',
    description: 'Events per second whose handler failed, by type of event and class of error.',
    unit: 'ops',
    query: { show: 'rate', of: 'errors', by: ['event_type', 'error_type'] },
  },
  lag: {
    title: 'P95 event lag',
    description: 'Time from publishing to the start of handling: nineteen of twenty events wait less.',
    unit: 's',
    query: { show: 'quantile', of: 'lag', quantiles: [0.95], by: ['event_type'] },
  },
})
