import { definePanels } from '../../catalog/index.ts'
import { queueCatalog } from './catalog.ts'

/** A queue belongs to a process, or all see the same one: in neither case is there room in one for what fills another. */
export const fullest =
  'max by (queue) (sum by (queue, instance) (depth) / (sum by (queue, instance) (capacity) > 0))'

/** What dashboards show of queues. Every worker sees the same queue, so that the greatest value is taken. */
export const queuePanels = definePanels(queueCatalog, {
  depth: {
    title: 'Queue depth',
    description: 'Items that wait, by queue. A steady rise means that more comes in than is worked off.',
    unit: 'short',
    query: { show: 'value', of: 'depth', join: 'max', by: ['queue'] },
  },
  oldestAge: {
    title: 'Oldest item in queue',
    description: 'How long the oldest item has waited, by queue. A rise along the clock: nobody works on it.',
    unit: 's',
    limits: { warning: 300, bad: 3600 },
    query: { show: 'value', of: 'oldestAge', join: 'max', by: ['queue'] },
  },
  fill: {
    title: 'Queue fill',
    description: 'How full bounded queues are, the fullest of a name. A full one refuses what comes.',
    unit: 'percentunit',
    limits: { warning: 0.7, bad: 0.95 },
    query: { show: 'promql', text: fullest, by: ['queue'] },
  },
})
