import type { DalstonEvent } from '../redis/events.ts'
import type { OrchestratorTelemetry } from '../telemetry/orchestrator.ts'
import type { Job, JobStore } from './job-store.ts'
import { type Scheduler, stagesOf } from './scheduler.ts'
import { buildDag, stages } from './stages.ts'

type Created = Extract<DalstonEvent, { type: 'job.created' }>
type TaskEnded = Exclude<DalstonEvent, Created>
type SettledJob = Job & { readonly status: 'completed' | 'failed' }

/** What the orchestrator does when it hears of something. An event that comes twice changes nothing the second time. */
export class EventHandlers {
  readonly #jobs: JobStore
  readonly #scheduler: Scheduler
  readonly #telemetry: OrchestratorTelemetry

  constructor(jobs: JobStore, scheduler: Scheduler, telemetry: OrchestratorTelemetry) {
    this.#jobs = jobs
    this.#scheduler = scheduler
    this.#telemetry = telemetry
    for (const { engine } of Object.values(stages)) {
      telemetry.jobs.tasksCompleted.zero({ engine_id: engine, status: 'success' })
      telemetry.jobs.tasksCompleted.zero({ engine_id: engine, status: 'failure' })
    }
  }

  async handle(event: DalstonEvent, at: number): Promise<void> {
    if (event.type === 'job.created') await this.#created(event, at)
    else await this.#taskEnded(event)
  }

  async #created({ job: id, tenant, wishes }: Created, createdAt: number): Promise<void> {
    if ((await this.#jobs.find(id)) !== undefined) return
    const dag = this.#telemetry.dag.build({}, { job_id: id }, () => buildDag(wishes))
    const job: Job = { id, tenant, createdAt, status: 'running', dag, scheduled: [], ended: [] }
    await this.#jobs.save(await this.#scheduler.schedule(job), undefined)
  }

  async #taskEnded({ type, job: id, stage }: TaskEnded): Promise<void> {
    const known = await this.#jobs.find(id)
    // Forgotten, or heard of before.
    if (known === undefined || known.ended.includes(stage)) return
    const job: Job = { ...known, ended: [...known.ended, stage] }
    const isDone = type === 'task.completed'
    // Another of its tasks has failed before.
    if (job.status !== 'running') await this.#jobs.save(job, known)
    else if (!isDone) await this.#settle({ ...job, status: 'failed' }, known)
    else if (stagesOf(job).every((each) => job.ended.includes(each)))
      await this.#settle({ ...job, status: 'completed' }, known)
    else await this.#jobs.save(await this.#scheduler.schedule(job), known)
    const status = isDone ? 'success' : 'failure'
    this.#telemetry.jobs.tasksCompleted.add(1, { engine_id: stages[stage].engine, status })
  }

  async #settle(job: SettledJob, was: Job): Promise<void> {
    const labels = { job_status: job.status, stage_count: stagesOf(job).length }
    const details = { job_id: job.id, created_at: job.createdAt }
    await this.#telemetry.jobs.settle(labels, details, () => this.#jobs.save(job, was))
  }
}
