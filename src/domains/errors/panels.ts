import { definePanels } from '../../catalog/index.ts'
import { errorsCatalog } from './catalog.ts'

/** What dashboards show of errors. */
export const errorsPanels = definePanels(errorsCatalog, {
  byModule: {
    title: 'Error rate by module',
    description: 'Errors per second of each part of the application.',
    unit: 'ops',
    query: { show: 'rate', of: 'errors', by: ['module'] },
  },
  bySeverity: {
    title: 'Errors by severity',
    description: 'Errors per second, by how bad they are.',
    unit: 'ops',
    drawn: 'stack',
    query: { show: 'rate', of: 'errors', by: ['severity'] },
  },
  byType: {
    title: 'Most frequent errors',
    description: 'The ten most frequent classes of error, by module.',
    unit: 'ops',
    query: { show: 'top', of: 'errors', count: 10, by: ['module', 'error_type'] },
  },
})
