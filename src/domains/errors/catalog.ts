import type { Catalog } from '../../catalog/index.ts'
import { errorType } from '../shared-labels.ts'

export const errorsCatalog = {
  name: 'errors',
  subsystem: 'module',
  labels: {
    module: { bound: 50, description: 'Part of the application that the error belongs to' },
    error_type: errorType,
    severity: { values: ['warning', 'error', 'critical'], description: 'How bad it is' },
  },
  metrics: {
    errors: {
      type: 'counter',
      labels: ['module', 'error_type', 'severity'],
      description: 'Errors by module',
    },
    errorRate: {
      type: 'gauge',
      labels: ['module'],
      description: 'Error rate (errors/sec)',
      window: { of: 'errors' },
    },
  },
} as const satisfies Catalog

// Interfaces, so that editors and declarations show a name and not the data.
type Data = typeof errorsCatalog
/** The labels of the errors domain. */
export interface ErrorsLabels extends Pick<Data['labels'], keyof Data['labels']> {}
/** The metrics of the errors domain. */
export interface ErrorsMetrics extends Pick<Data['metrics'], keyof Data['metrics']> {}
