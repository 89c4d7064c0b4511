import { defineAlerts } from '../../catalog/index.ts'
import { jobsCatalog } from './catalog.ts'
import { jobsPanels } from './panels.ts'

/** What somebody should be told of jobs and tasks. */
export const jobsAlerts = defineAlerts(jobsCatalog, jobsPanels, {
  jobsFail: {
    summary: 'Jobs fail',
    description: '{value} of the settled jobs failed.',
    unit: 'percentunit',
    when: { show: 'ratio', of: 'jobs', where: { job_status: 'failed' }, to: { of: 'jobs' } },
    bound: { above: 0.1 },
    window: '15m',
    minimum: 10,
    for: '5m',
    severity: 'critical',
    panel: 'settled',
    runbook: {
      meaning: 'More than {bound} of the jobs that were settled within {window} failed.',
      impact: 'Users do not get what they submitted.',
      look: [
        'Task failure rate: which queue the failing tasks come from.',
        'A failed span `process <queue>` in Jaeger: its exception.',
      ],
      mend: ['Mend what the exception names, then submit the failed jobs again.'],
    },
  },
  tasksFail: {
    summary: 'Tasks fail',
    description: '{value} of the tasks of {queue} fail.',
    unit: 'percentunit',
    when: {
      show: 'ratio',
      of: 'tasksProcessed',
      where: { task_status: 'failure' },
      to: { of: 'tasksProcessed' },
      by: ['queue'],
    },
    bound: { above: 0.1 },
    minimum: 10,
    for: '5m',
    severity: 'warning',
    panel: 'failures',
    runbook: {
      meaning: 'More than {bound} of the tasks of a queue fail.',
      impact: 'Jobs fail, or take longer because tasks are tried again.',
      look: [
        'A failed span `process <queue>` in Jaeger: its exception.',
        'Whether all workers of the queue fail, or one.',
      ],
      mend: ['Mend the worker, or take out the one that fails.'],
    },
  },
  longQueueWait: {
    summary: 'Tasks wait long in a queue',
    description: 'One task in twenty of {queue} waits longer than {value}.',
    unit: 's',
    when: { show: 'quantile', of: 'queueWait', quantiles: [0.95], by: ['queue'] },
    bound: { above: 300 },
    minimum: 10,
    for: '5m',
    severity: 'warning',
    panel: 'queueWait',
    runbook: {
      meaning: 'The 95th percentile of the wait in a queue is above {bound}.',
      impact: 'Jobs take that much longer.',
      look: [
        'Tasks scheduled beside task throughput.',
        'Task processing time: whether the work became slower.',
      ],
      mend: ['Add workers to the queue.', 'Mend what made the work slower.'],
    },
  },
})
