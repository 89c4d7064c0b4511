import type { Plan, Tracing } from '../../workload/index.ts'

/**
 * - `sampled`, `unsampled`: with the official tracer provider, whose sampler takes all or nothing;
 * - `untraced`: metrics, and no tracer provider;
 * - `disabled`: neither.
 */
export type Mode = 'sampled' | 'unsampled' | 'untraced' | 'disabled'

export interface OperationParameters {
  readonly mode: Mode
  /** `sync` and `async` wrap work of that kind; `record` does synchronous work and adds to a counter beside it. */
  readonly work: 'sync' | 'async' | 'record'
}

/** One way to run the work of the benchmark. */
export interface Runner {
  /** Does it so often. The only code that is timed. */
  run(count: number): void | Promise<void>
  /** How often it was done as the metrics have it: one figure per metric and reader. Empty without metrics. */
  counts(): Promise<readonly number[]>
}

export type CreateRunner = (
  parameters: OperationParameters,
  plan: Plan,
  tracing: Tracing | undefined,
) => Promise<Runner>

/** The work itself: next to nothing, so that what wraps it is what is measured. */
export const work = {
  done: 0,
  sync(step: number): number {
    work.done += step
    return work.done
  },
  async async(step: number): Promise<number> {
    work.done += step
    return work.done
  },
}
