/** What can be done with audio, by which engine, and after what. */
export const stages = {
  transcribe: { engine: 'faster-whisper', after: [] },
  align: { engine: 'faster-whisper', after: ['transcribe'] },
  diarize: { engine: 'pyannote', after: [] },
} as const

/** One thing to be done with audio. */
export type Stage = keyof typeof stages

/** An engine that does stages. */
export type EngineId = (typeof stages)[Stage]['engine']

/** Stages of one job, each with those that must be done before. */
export type Dag = Partial<Record<Stage, readonly Stage[]>>

/** What a client may ask for beside the transcript. */
export interface Wishes {
  /** A time for each word. */
  readonly align: boolean
  /** Who spoke. */
  readonly diarize: boolean
}

/** The stages that a job needs. */
export function buildDag({ align, diarize }: Wishes): Dag {
  return {
    transcribe: stages.transcribe.after,
    ...(align && { align: stages.align.after }),
    ...(diarize && { diarize: stages.diarize.after }),
  }
}
