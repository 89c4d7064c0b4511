import type { EngineId, Stage } from '../orchestrator/stages.ts'

/** What an engine has to be: it knows audio, and nothing of queues, files, metrics or traces. */
export interface Engine {
  readonly id: EngineId
  /** @throws when the audio cannot be processed */
  process(audio: Buffer, stage: Stage): Promise<object>
}
