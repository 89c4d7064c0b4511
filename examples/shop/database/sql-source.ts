/** A PostgreSQL to ask, embedded or a server, through a pool of connections. */
export interface SqlSource {
  readonly kind: 'embedded' | 'server'
  /** How many connections there are at most. */
  readonly size: number
  /** Waits for a free connection where all are in use; rejects when none becomes free in time. */
  query(text: string, values: readonly unknown[]): Promise<{ readonly rows: readonly unknown[] }>
  /** Takes a connection out of the pool, unused, until what is returned is called. */
  hold(): Promise<() => void>
  connections(): { active: number; idle: number }
  close(): Promise<void>
}

/** How long a statement waits for a free connection, and how long for its answer. */
export const ANSWER_WITHIN_MS = 3_000
