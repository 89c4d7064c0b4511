import type { Catalog } from '../../catalog/index.ts'

export const queueCatalog = {
  name: 'queue',
  labels: {
    queue: { bound: 50, description: 'Name of the queue', semconv: 'messaging.destination.name' },
  },
  // Whoever looks at a queue sees the same one: several observers are one series with the greatest value, no sum.
  metrics: {
    depth: { type: 'gauge', labels: ['queue'], join: 'max', description: 'Items that wait in the queue' },
    oldestAge: {
      type: 'gauge',
      unit: 's',
      labels: ['queue'],
      join: 'max',
      description: 'Age of the oldest item in the queue',
    },
    capacity: {
      type: 'gauge',
      labels: ['queue'],
      join: 'max',
      description: 'Items that the queue can hold',
    },
  },
} as const satisfies Catalog

// Interfaces, so that editors and declarations show a name and not the data.
type Data = typeof queueCatalog
/** The labels of the queue domain. */
export interface QueueLabels extends Pick<Data['labels'], keyof Data['labels']> {}
/** The metrics of the queue domain. */
export interface QueueMetrics extends Pick<Data['metrics'], keyof Data['metrics']> {}
