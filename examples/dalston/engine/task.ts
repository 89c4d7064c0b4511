import type { Stage } from '../orchestrator/stages.ts'

/** One stage of one job, as it waits in the queue of an engine. */
export interface Task {
  readonly id: string
  readonly job: string
  readonly tenant: string
  readonly stage: Stage
  /** Key of the audio. */
  readonly input: string
  readonly enqueuedAt: number
  /** The context of the trace that it belongs to. */
  readonly headers: Record<string, string>
}
