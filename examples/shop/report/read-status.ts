import type { FaultName } from '../faults/faults.ts'
import type { MetricNames } from './metric-names.ts'
import { rowsOf, type Stretch } from './rows.ts'
import type { Series, Snapshot } from './snapshot.ts'
import type { Status } from './status.ts'

const BREAKER_STATES = ['closed', 'open', 'half-open'] as const

/** Reads from two snapshots what the live view shows. */
export function readStatus(options: {
  names: MetricNames
  now: Snapshot
  /** Where the window of rates and quantiles begins; `undefined` for the start of the process. */
  before: Snapshot | undefined
  uptime: number
  faults: readonly FaultName[]
}): Status {
  const { names, now, before, uptime, faults } = options
  const all = (name: string): readonly Series[] => now.metrics.get(name) ?? []
  const one = (name: string, labels: Readonly<Record<string, string>>): number | undefined =>
    all(name).find((series) => Object.entries(labels).every(([key, value]) => series.labels[key] === value))
      ?.number
  const seconds = before === undefined ? uptime : now.at - before.at
  const stretch: Stretch = { now, before, seconds }
  return {
    uptime,
    faults,
    operations: rowsOf(stretch, {
      durations: names.spanDuration,
      errors: names.spansWithErrors,
      by: ['operation'],
      isError: () => true,
    }).map(({ row, labels }) => ({ operation: labels.operation ?? '', ...row })),
    routes: rowsOf(stretch, {
      durations: names.requestDuration,
      errors: names.requests,
      by: ['method', 'path'],
      isError: ({ labels }) => Number(labels.status) >= 500,
    }).map(({ row, labels }) => ({ method: labels.method ?? '', path: labels.path ?? '', ...row })),
    breakers: all(names.breakerState).map(({ labels, number }) => {
      const service = labels.service ?? ''
      return {
        service,
        state: BREAKER_STATES[number ?? 0] ?? 'closed',
        failures: one(names.breakerFailures, { service }) ?? 0,
        transitions: sum(all(names.breakerTransitions).filter((series) => series.labels.service === service)),
      }
    }),
    queueDepth: sum(all(names.queueDepth)),
    connections: {
      active: one(names.connections, { state: 'active' }) ?? 0,
      idle: one(names.connections, { state: 'idle' }) ?? 0,
    },
    caches: cachesIn([...all(names.cacheSize), ...all(names.hitRate)]).map((cache) => ({
      cache,
      size: one(names.cacheSize, { cache }),
      hitRate: one(names.hitRate, { cache }),
    })),
  }
}

/** Each cache once: what is in another process has a hit rate, and no size of ours. */
function cachesIn(series: readonly Series[]): string[] {
  return [...new Set(series.map(({ labels }) => labels.cache ?? ''))]
}

function sum(series: readonly Series[]): number {
  return series.reduce((total, { number }) => total + (number ?? 0), 0)
}
