import type { CreateSubject } from '../../harness/index.ts'
import { stopwatch } from '../../loop/index.ts'
import { makePlan, startTracing } from '../../workload/index.ts'
import type { CreateRecorder, RecordParameters } from './recorder.ts'

/** The answer of a round: what the records took, and how many each reader saw in all. */
export interface RecordRound {
  readonly nanoseconds: number
  readonly counts: readonly number[]
}

export const create: CreateSubject = async (contender, parameters) => {
  const { tracer } = startTracing(true)
  const library = (await import(`./${contender}.js`)) as { createRecorder: CreateRecorder }
  // The parent starts this family with these parameters only.
  const recorder = await library.createRecorder(parameters as RecordParameters, makePlan())

  return {
    async round(count): Promise<RecordRound> {
      const nanoseconds = tracer.startActiveSpan('round', (span) => {
        const stop = stopwatch()
        recorder.run(count as number)
        const taken = stop()
        span.end()
        return taken
      })
      return { nanoseconds, counts: await recorder.collect() }
    },
  }
}
