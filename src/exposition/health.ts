import { describe, swallow } from '../guard/index.ts'
import type { Scrapes } from './scrapes.ts'

/** An exposition this recent says how things are; otherwise one is made for the answer. */
const freshMillis = 10_000

export interface HealthOptions {
  readonly scrapes: Scrapes
  readonly registry: string
  /** Default: the domain meters in the last scrape. */
  readonly collectors: (() => Iterable<string>) | undefined
}

/** Whether metrics can be had, and how many there are. */
export interface Health {
  readonly healthy: boolean
  readonly body: string
}

/**
 * How the last scrape went, or how one goes now where the last is older than ten seconds: so health that is asked for
 * often costs no collection each time, and never tells of yesterday.
 */
export async function checkHealth({ scrapes, registry, collectors }: HealthOptions): Promise<Health> {
  const last = scrapes.lastOutcome()
  const outcome =
    last !== undefined && performance.now() - last.at < freshMillis ? last : await scrapes.check()
  const body = {
    status: outcome.ok ? 'healthy' : 'unhealthy',
    registry,
    metric_families: outcome.ok ? outcome.tally.families : 0,
    total_metrics: outcome.ok ? outcome.tally.samples : 0,
    collectors: registered(collectors ?? (() => (outcome.ok ? outcome.tally.domains : []))),
    ...(outcome.ok ? {} : { error: describe(outcome.error) }),
  }
  return { healthy: outcome.ok, body: `${JSON.stringify(body)}\n` }
}

function registered(collectors: () => Iterable<string>): Record<string, 'registered'> {
  try {
    return Object.fromEntries([...collectors()].map((name) => [name, 'registered' as const]))
  } catch (error) {
    swallow('collectors of metrics health', error)
    return {}
  }
}
