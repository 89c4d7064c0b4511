import { type Domain, defineDomain } from '../../catalog/index.ts'
import { jobsAlerts } from './alerts.ts'
import { type JobsLabels, type JobsMetrics, type JobsOperations, jobsCatalog } from './catalog.ts'
import { jobsPanels } from './panels.ts'

/**
 * Jobs that are made of tasks, which queues hand to workers; each part may be a process of its own, and emits what it
 * knows (`with({ only })`).
 *
 * `submit` counts the job that its work has taken in; `schedule` counts the task that its work has put into a queue,
 * both with W3C context in `headers`. `task` wraps what a worker does with one: it continues the trace, records the
 * wait since `enqueued_at` and the duration of the work apart from each other, and counts the task as `success`, or as
 * `failure` when the work throws or says so by `operation.set({ task_status: 'failure' })`; one that is called off
 * (`AbortError`) is counted as neither. `settle` ends a job: once its work has kept that, it is counted by its status,
 * with the time since `created_at`. Whoever hears of a task's end in another process counts it by `tasksCompleted.add`.
 * Jobs in progress are observed where they are known.
 *
 * Times are in seconds; `enqueued_at` and `created_at` are a `Date`, or milliseconds since 1970, and without them there is
 * no wait and no duration of the job. What the work throws comes back untouched. Counting is all that is done: whoever
 * settles a job twice counts it twice.
 *
 * @example
 * await shop.jobs.submit({ tenant_id }, { headers: job.headers }, () => store.insert(job))
 * await shop.jobs.schedule({ queue: 'thumbnails', stage: 'render' }, { headers }, () => redis.lPush('thumbnails', task))
 * await shop.jobs.task({ queue: 'thumbnails' }, { headers, enqueued_at }, () => engine.process(task))
 * shop.jobs.settle({ job_status: 'completed' }, { headers, created_at }, () => store.close(job))
 * shop.jobs.jobsInProgress.observe({}, () => running.size)
 */
export const jobs: Domain<JobsLabels, JobsMetrics, JobsOperations, unknown> = defineDomain(jobsCatalog, {
  panels: jobsPanels,
  alerts: jobsAlerts,
})
