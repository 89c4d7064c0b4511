import { defineAlerts } from '../../catalog/index.ts'
import { resourcesCatalog } from './catalog.ts'
import { fullest, resourcesPanels } from './panels.ts'

/** What somebody should be told of resources. */
export const resourcesAlerts = defineAlerts(resourcesCatalog, resourcesPanels, {
  highMemoryUsage: {
    summary: 'A process is near its memory limit',
    description: 'A process of {component} holds {value} of the memory that it may hold.',
    unit: 'percentunit',
    when: { show: 'promql', text: fullest, by: ['component'] },
    bound: { above: 0.9 },
    for: '10m',
    severity: 'warning',
    panel: 'memoryShare',
    runbook: {
      meaning: 'For {for} a process of a component has held over {bound} of its memory limit.',
      impact: 'None yet. At the limit a process is killed, and what it was doing is lost.',
      look: [
        'Memory over days: a steady rise is a leak, a step came with a deployment or with more load.',
        'A heap snapshot of one process.',
      ],
      mend: ['Mend the leak; until then start the process anew, in time.', 'Raise the limit.'],
    },
  },
  highCpuUsage: {
    summary: 'A component is short of processors',
    description: '{component} uses {value} of its processors.',
    unit: 'percentunit',
    when: { show: 'value', of: 'cpuUsage', join: 'max', by: ['component'] },
    bound: { above: 0.9 },
    for: '10m',
    severity: 'warning',
    panel: 'cpu',
    runbook: {
      meaning: 'For {for} a process has used over {bound} of the processors that it may use.',
      impact: 'Everything that it does takes longer.',
      look: [
        'Whether it has more to do than before: request rate, queue depth.',
        'A CPU profile of the process.',
      ],
      mend: ['Add processes.', 'Mend what the profile shows.'],
    },
  },
})
