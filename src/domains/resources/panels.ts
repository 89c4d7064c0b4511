import { definePanels } from '../../catalog/index.ts'
import { resourcesCatalog } from './catalog.ts'

/** A limit belongs to a process: what others have left helps nobody. */
export const fullest =
  'max by (component) (sum by (component, instance) (memoryUsage) / (sum by (component, instance) (memoryLimit) > 0))'

/** What dashboards show of resources. */
export const resourcesPanels = definePanels(resourcesCatalog, {
  memory: {
    title: 'Memory',
    description: 'Memory of all processes of a component. A rise without an end is a leak.',
    unit: 'bytes',
    query: { show: 'value', of: 'memoryUsage', join: 'sum', by: ['component'] },
  },
  memoryShare: {
    title: 'Memory of the limit',
    description:
      'Share of the memory that it may hold, of the fullest process of a component. At the limit it is killed.',
    unit: 'percentunit',
    limits: { warning: 0.75, bad: 0.9 },
    query: { show: 'promql', text: fullest, by: ['component'] },
  },
  usage: {
    title: 'Resource usage',
    description:
      'Shares of the memory and of the processors that are in use, each of the process nearest to its limit.',
    unit: 'percentunit',
    limits: { warning: 0.7, bad: 0.9 },
    query: {
      show: 'compare',
      queries: {
        memory: { show: 'promql', text: fullest, by: ['component'] },
        CPU: { show: 'value', of: 'cpuUsage', join: 'max', by: ['component'] },
      },
    },
  },
  cpu: {
    title: 'CPU',
    description: 'Share of the processors that the busiest process of a component uses.',
    unit: 'percentunit',
    limits: { warning: 0.7, bad: 0.9 },
    query: { show: 'value', of: 'cpuUsage', join: 'max', by: ['component'] },
  },
})
