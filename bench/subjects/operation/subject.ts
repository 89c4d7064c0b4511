import type { CreateSubject } from '../../harness/index.ts'
import { stopwatch } from '../../loop/index.ts'
import { makePlan, startTracing, type Tracing } from '../../workload/index.ts'
import { type CreateRunner, type OperationParameters, work } from './runner.ts'

export interface OperationRound {
  readonly nanoseconds: number
  /** How often the work was done in this round. */
  readonly done: number
  /** What the metrics say, since the start. */
  readonly counts: readonly number[]
  /** How many spans ended, and the last one as JSON, in all traced modes. */
  readonly spans: number
  readonly lastSpan: string
}

export const create: CreateSubject = async (contender, parameters) => {
  // The parent starts this family with these parameters only.
  const { mode, work: kind } = parameters as OperationParameters
  const traced = mode === 'sampled' || mode === 'unsampled'
  const tracing = traced ? startTracing(mode === 'sampled') : undefined
  const library = (await import(`./${contender}.js`)) as { createRunner: CreateRunner }
  const runner = await library.createRunner({ mode, work: kind }, makePlan(), tracing)

  return {
    async round(count): Promise<OperationRound> {
      work.done = 0
      const stop = stopwatch()
      const pending = runner.run(count as number)
      // An await of nothing would put a turn of the microtask queue into the time of synchronous work.
      if (pending !== undefined) await pending
      const nanoseconds = stop()
      const { done } = work
      return {
        nanoseconds,
        done,
        counts: await runner.counts(),
        spans: tracing?.ring.ended ?? 0,
        lastSpan: last(tracing),
      }
    },
  }
}

/** What both sides of the comparison must have alike. */
function last(tracing: Tracing | undefined): string {
  const span = tracing?.ring.last
  if (span === undefined) return ''
  const attributes = Object.entries(span.attributes).sort(([a], [b]) => (a < b ? -1 : 1))
  return JSON.stringify({ name: span.name, kind: span.kind, status: span.status, attributes })
}
