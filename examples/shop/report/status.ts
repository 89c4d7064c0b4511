import type { FaultName } from '../faults/faults.ts'

/** One row of a table: one kind of work over the last seconds, or since the start. */
export interface Row {
  readonly count: number
  /** Per second. */
  readonly rate: number
  /** Failed ones per second. */
  readonly errors: number
  /** Seconds; `undefined` while nothing was counted. */
  readonly p50: number | undefined
  readonly p95: number | undefined
}

export interface OperationRow extends Row {
  readonly operation: string
}

export interface RouteRow extends Row {
  readonly method: string
  readonly path: string
}

/** Everything the live view shows. All of it is read from the shop's own instruments, except where and which faults. */
export interface Status {
  /** Seconds since the start. */
  readonly uptime: number
  readonly faults: readonly FaultName[]
  readonly operations: readonly OperationRow[]
  /** HTTP requests by route; errors are answers of status 500 and above. */
  readonly routes: readonly RouteRow[]
  readonly breakers: readonly {
    readonly service: string
    readonly state: 'closed' | 'open' | 'half-open'
    readonly failures: number
    readonly transitions: number
  }[]
  readonly queueDepth: number
  readonly connections: { readonly active: number; readonly idle: number }
  readonly caches: readonly {
    readonly cache: string
    readonly hitRate: number | undefined
    /** `undefined` for a cache outside this process. */
    readonly size: number | undefined
  }[]
}

/** Where the running shop is to be found. */
export interface Places {
  readonly shop: string
  /** Absent when no Prometheus endpoint is served. */
  readonly metrics: string | undefined
  readonly payments: string
  readonly paymentsPid: number | undefined
  /** Where OTLP goes, when it goes anywhere. */
  readonly otlp: string | undefined
  readonly database: 'embedded' | 'server'
  /** Where products are cached: in the process only, or in Redis as well. */
  readonly cache: 'process' | 'redis'
}
