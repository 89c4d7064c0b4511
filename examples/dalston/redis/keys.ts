/** Names of what is kept in Redis. */
export const keys = {
  /** Events that the orchestrator shall handle. */
  events: 'dalston:events',
  /** Tasks that wait for an engine. */
  queue: (engine: string) => `dalston:queue:${engine}`,
  job: (id: string) => `dalston:job:${id}`,
  /** Ids of jobs that are begun and not settled. */
  running: 'dalston:running',
} as const

/** How long a settled job can be asked for. */
export const JOB_KEPT_SECONDS = 3_600
