import { definePanels } from '../../catalog/index.ts'
import { spansCatalog } from './catalog.ts'

/** What dashboards show of spans. */
export const spansPanels = definePanels(spansCatalog, {
  created: {
    title: 'Spans created',
    description: 'Operations per second, sampled or not, by their declared name.',
    unit: 'ops',
    query: { show: 'rate', of: 'spansCreated', by: ['operation'] },
  },
  duration: {
    title: 'P95 span duration',
    description: 'Nineteen of twenty operations take less, by their declared name.',
    unit: 's',
    query: { show: 'quantile', of: 'spanDuration', quantiles: [0.95], by: ['operation'] },
  },
  errors: {
    title: 'Spans with errors',
    description: 'Operations per second that failed, by name and class of error.',
    unit: 'ops',
    query: { show: 'rate', of: 'spansWithErrors', by: ['operation', 'error_type'] },
  },
})
