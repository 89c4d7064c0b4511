import { defineAlerts } from '../../catalog/index.ts'
import { errorsCatalog } from './catalog.ts'
import { errorsPanels } from './panels.ts'

/** What somebody should be told of errors. */
export const errorsAlerts = defineAlerts(errorsCatalog, errorsPanels, {
  criticalErrors: {
    summary: 'Critical errors in a module',
    description: '{module} had {value} critical errors within {window}.',
    unit: 'short',
    when: { show: 'increase', of: 'errors', where: { severity: 'critical' }, by: ['module'] },
    bound: { above: 0 },
    for: '0s',
    severity: 'critical',
    panel: 'byModule',
    runbook: {
      meaning: 'A part of the application reported an error that it calls critical.',
      impact: 'It depends on the module; it called the error critical because somebody has to act.',
      look: ['Most frequent errors by module and class.', 'The log and the traces of that time.'],
      mend: ['Mend what the error names.'],
    },
  },
})
