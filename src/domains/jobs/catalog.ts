import type { Catalog } from '../../catalog/index.ts'
import type { Outcome } from '../../operations/index.ts'
import { jobSeconds, waitSeconds } from '../buckets.ts'
import { processedMessage, sentMessage } from '../semconv.ts'
import { errorType, tenantId } from '../shared-labels.ts'

export const jobsCatalog = {
  name: 'jobs',
  subsystem: '',
  labels: {
    tenant_id: tenantId,
    job_status: { values: ['completed', 'failed'], description: 'How the job ended' },
    task_status: { values: ['success', 'failure'], description: 'How the task ended' },
    queue: {
      bound: 50,
      description: 'Queue that the task is taken from, and so who works on it',
      semconv: 'messaging.destination.name',
    },
    stage: { bound: 20, description: 'What the task is in its job: `prepare`, `transcribe`' },
    error_type: errorType,
  },
  metrics: {
    jobsCreated: { type: 'counter', labels: ['tenant_id'], description: 'Jobs submitted' },
    jobs: {
      type: 'counter',
      labels: ['job_status'],
      as: { job_status: 'status' },
      description: 'Jobs by final status',
    },
    jobsInProgress: { type: 'gauge', description: 'Jobs that are begun and not settled' },
    jobDuration: {
      type: 'histogram',
      unit: 's',
      buckets: jobSeconds,
      description: 'Total job duration from creation to completion',
    },
    tasksScheduled: {
      type: 'counter',
      labels: ['queue', 'stage'],
      description: 'Tasks pushed to queues',
      semconv: 'messaging.client.sent.messages',
    },
    tasksCompleted: {
      type: 'counter',
      labels: ['queue', 'task_status'],
      as: { task_status: 'status' },
      description: 'Task completions',
    },
    tasksProcessed: {
      type: 'counter',
      labels: ['queue', 'task_status'],
      as: { task_status: 'status' },
      description: 'Tasks processed',
      semconv: 'messaging.process.duration',
    },
    taskDuration: {
      type: 'histogram',
      unit: 's',
      labels: ['queue'],
      buckets: jobSeconds,
      description: 'Task processing time (excludes queue wait)',
      semconv: 'messaging.process.duration',
    },
    queueWait: {
      type: 'histogram',
      unit: 's',
      labels: ['queue'],
      buckets: waitSeconds,
      description: 'Time between task enqueue and dequeue',
    },
  },
  operations: {
    submit: {
      span: { name: 'submit job', attributes: { job_id: 'job.id' } },
      labels: ['tenant_id'],
      propagate: 'inject',
      metrics: [{ metric: 'jobsCreated', measure: 'count', on: 'success' }],
    },
    schedule: {
      span: {
        kind: 'producer',
        name: ({ queue }) => `schedule ${queue}`,
        attributes: { job_id: 'job.id', task_id: 'messaging.message.id' },
        constant: { 'messaging.operation.name': 'schedule', 'messaging.operation.type': 'send' },
      },
      labels: ['queue', 'stage'],
      propagate: 'inject',
      metrics: [{ metric: 'tasksScheduled', measure: 'count', on: 'success' }],
      semconv: sentMessage,
    },
    task: {
      span: {
        kind: 'consumer',
        name: ({ queue }) => `process ${queue}`,
        attributes: { job_id: 'job.id', task_id: 'messaging.message.id' },
        constant: { 'messaging.operation.name': 'process', 'messaging.operation.type': 'process' },
      },
      labels: ['queue'],
      later: ['task_status'],
      end: { task_status: taskStatus },
      failure: ({ task_status }) => (task_status === 'failure' ? 'task_failure' : undefined),
      propagate: 'extract',
      metrics: [
        { metric: 'queueWait', measure: { since: 'enqueued_at' } },
        // Neither when it was called off.
        { metric: 'tasksProcessed', measure: 'count', on: 'success' },
        { metric: 'tasksProcessed', measure: 'count', on: 'failure' },
        { metric: 'taskDuration', measure: 'duration' },
      ],
      semconv: processedMessage,
    },
    settle: {
      span: { name: 'settle job', attributes: { job_id: 'job.id' } },
      labels: ['job_status'],
      propagate: 'extract',
      metrics: [
        { metric: 'jobs', measure: 'count', on: 'success' },
        { metric: 'jobDuration', measure: { since: 'created_at' }, on: 'success' },
      ],
    },
  },
  exceptions: [
    {
      rule: 'no-subsystem',
      reason: 'Jobs and tasks are named in each metric; a system may add where they run.',
    },
  ],
} as const satisfies Catalog

// Interfaces, so that editors and declarations show a name and not the data.
type Data = typeof jobsCatalog
/** The labels of the jobs domain. */
export interface JobsLabels extends Pick<Data['labels'], keyof Data['labels']> {}
/** The metrics of the jobs domain. */
export interface JobsMetrics extends Pick<Data['metrics'], keyof Data['metrics']> {}
/** The operations of the jobs domain. */
export interface JobsOperations extends Pick<Data['operations'], keyof Data['operations']> {}

/** A task that is called off is taken again by somebody. */
function taskStatus({ failed, aborted }: Outcome): string | undefined {
  if (aborted) return undefined
  return failed ? 'failure' : 'success'
}
