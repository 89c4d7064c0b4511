import { definePanels } from '../../catalog/index.ts'
import { jobsCatalog } from './catalog.ts'

/** What dashboards show of jobs and tasks. */
export const jobsPanels = definePanels(jobsCatalog, {
  created: {
    title: 'Jobs created',
    description: 'Jobs submitted per second, by tenant.',
    unit: 'ops',
    query: { show: 'rate', of: 'jobsCreated', by: ['tenant_id'] },
  },
  inProgress: {
    title: 'Jobs in progress',
    description: 'Jobs that are begun and not settled. A rise without an end means that jobs get stuck.',
    unit: 'short',
    query: { show: 'value', of: 'jobsInProgress', join: 'sum' },
  },
  settled: {
    title: 'Jobs by final status',
    description: 'Jobs settled per second, by how they ended.',
    unit: 'ops',
    drawn: 'stack',
    query: { show: 'rate', of: 'jobs', by: ['job_status'] },
  },
  completion: {
    title: 'Job completion rate',
    description: 'Share of the settled jobs that were completed.',
    unit: 'percentunit',
    limits: { warning: 0.99, bad: 0.9 },
    query: { show: 'ratio', of: 'jobs', where: { job_status: 'completed' }, to: { of: 'jobs' } },
  },
  duration: {
    title: 'Job duration (P50, P95, P99)',
    description: 'From the creation of a job to its end.',
    unit: 's',
    query: { show: 'quantile', of: 'jobDuration', quantiles: [0.5, 0.95, 0.99] },
  },
  scheduled: {
    title: 'Tasks scheduled',
    description: 'Tasks put into queues per second.',
    unit: 'ops',
    query: { show: 'rate', of: 'tasksScheduled', by: ['queue', 'stage'] },
  },
  completed: {
    title: 'Tasks completed',
    description: 'Tasks whose end was heard of, per second. Less than what is scheduled: queues grow.',
    unit: 'ops',
    query: { show: 'rate', of: 'tasksCompleted', by: ['queue', 'task_status'] },
  },
  throughput: {
    title: 'Task throughput',
    description: 'Tasks processed per second.',
    unit: 'ops',
    query: { show: 'rate', of: 'tasksProcessed', by: ['queue'] },
  },
  failures: {
    title: 'Task failure rate',
    description: 'Share of the processed tasks that failed.',
    unit: 'percentunit',
    limits: { warning: 0.01, bad: 0.1 },
    query: {
      show: 'ratio',
      of: 'tasksProcessed',
      where: { task_status: 'failure' },
      to: { of: 'tasksProcessed' },
      by: ['queue'],
    },
  },
  taskDuration: {
    title: 'Task processing time (P50, P95, P99)',
    description: 'How long work on a task takes, without its wait in the queue.',
    unit: 's',
    query: { show: 'quantile', of: 'taskDuration', quantiles: [0.5, 0.95, 0.99], by: ['queue'] },
  },
  queueWait: {
    title: 'P95 queue wait',
    description: 'Nineteen of twenty tasks wait no longer before somebody takes them up.',
    unit: 's',
    query: { show: 'quantile', of: 'queueWait', quantiles: [0.95], by: ['queue'] },
  },
})
