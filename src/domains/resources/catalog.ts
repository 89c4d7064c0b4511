import type { Catalog } from '../../catalog/index.ts'

export const resourcesCatalog = {
  name: 'resource',
  labels: {
    component: { bound: 20, description: 'Part of the system that the process is' },
  },
  // Whoever observes a process sees the same one: several observers are one series, no sum.
  metrics: {
    memoryUsage: {
      type: 'gauge',
      unit: 'By',
      labels: ['component'],
      join: 'max',
      description: 'Memory that the process holds',
      semconv: 'process.memory.usage',
    },
    memoryLimit: {
      type: 'gauge',
      unit: 'By',
      labels: ['component'],
      join: 'max',
      description: 'Memory that the process may hold: the limit of its container, else that of the machine',
    },
    cpuUsage: {
      type: 'gauge',
      // A ratio; a system may export it in per cent.
      recordedIn: '1',
      labels: ['component'],
      join: 'max',
      description: 'Share of the available processors that the process uses',
      semconv: 'process.cpu.utilization',
    },
  },
} as const satisfies Catalog

// Interfaces, so that editors and declarations show a name and not the data.
type Data = typeof resourcesCatalog
/** The labels of the resources domain. */
export interface ResourcesLabels extends Pick<Data['labels'], keyof Data['labels']> {}
/** The metrics of the resources domain. */
export interface ResourcesMetrics extends Pick<Data['metrics'], keyof Data['metrics']> {}
