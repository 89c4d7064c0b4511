import { defineAlerts } from '../../catalog/index.ts'
import { spansCatalog } from './catalog.ts'
import { spansPanels } from './panels.ts'

/** What somebody should be told of spans. */
export const spansAlerts = defineAlerts(spansCatalog, spansPanels, {
  highSpanErrorRate: {
    summary: 'An operation fails often',
    description: '{value} of the operations {operation} fail.',
    unit: 'percentunit',
    when: { show: 'ratio', of: 'spansWithErrors', to: { of: 'spansCreated' }, by: ['operation'] },
    bound: { above: 0.1 },
    minimum: 20,
    for: '5m',
    severity: 'warning',
    panel: 'errors',
    runbook: {
      meaning: 'More than {bound} of the operations of one name ended with an error.',
      impact: 'Whatever is made of that operation fails, or works only by its fallback.',
      look: [
        'Spans with errors by class of error.',
        'A failed span of that name in Jaeger, and its exception.',
      ],
      mend: ['Mend what the exception names.'],
    },
  },
})
