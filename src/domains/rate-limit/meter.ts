import {
  type Domain,
  type DomainParts,
  defineDomain,
  type Exact,
  type MethodsKind,
  methodsByBinding,
  type NoOperations,
} from '../../catalog/index.ts'
import { rateLimitAlerts } from './alerts.ts'
import { type RateLimitLabels, type RateLimitMetrics, rateLimitCatalog } from './catalog.ts'
import { rateLimitPanels } from './panels.ts'

type Parts = DomainParts<RateLimitMetrics, NoOperations>

/** Which limit. */
export interface RateLimitName {
  readonly limiter: string
  readonly limit_type: string
}

/** What an answer said of a limit, as `RateLimit-Remaining` and `RateLimit-Reset` do. What it does not say stays out. */
export interface RateLimitState {
  readonly remaining?: number | undefined
  /** A `Date`, or milliseconds since 1970. */
  readonly resetsAt?: Date | number | undefined
}

/** What the rate limit meter has beyond its metrics. `L` is what is left to give once labels are bound. */
export interface RateLimitMethods<L> {
  /**
   * What an answer that was let through said of the limit. Never throws.
   * @example
   * limits.allowed({ limiter: 'mail-api', limit_type: 'requests' }, { remaining: 95, resetsAt })
   */
  allowed<Given extends L>(labels: Exact<L, Given>, state: RateLimitState): void
  /**
   * A request was refused by the limit (429): a hit, after which nothing remains unless the answer says otherwise.
   * @example
   * limits.refused({ limiter: 'mail-api', limit_type: 'requests' }, { resetsAt })
   */
  refused<Given extends L>(labels: Exact<L, Given>, state?: RateLimitState): void
}

/** The methods of the rate limit meter, which ask for what is not bound. */
export interface RateLimitKind extends MethodsKind {
  readonly methods: RateLimitMethods<Omit<RateLimitName, this['bound']>>
}

function rateLimitMethods({ metrics }: Parts): RateLimitMethods<Partial<RateLimitName>> {
  const tell = (labels: Partial<RateLimitName>, { remaining, resetsAt }: RateLimitState): void => {
    if (remaining !== undefined) metrics.remaining.record(remaining, labels)
    if (resetsAt !== undefined) metrics.resetTimestamp.record(Number(resetsAt) / 1_000, labels)
  }
  return {
    allowed: (labels, state) => tell(labels, state ?? {}),
    refused(labels, state) {
      metrics.hits.add(1, labels)
      tell(labels, { remaining: 0, ...state })
    },
  }
}

/**
 * Rate limits that one is held to by others, or holds others to: how often they are hit, what is left, and when they
 * are whole again.
 *
 * @example
 * const limits = shop.rateLimit({ limiter: 'mail-api' })
 * limits.allowed({ limit_type: 'requests' }, { remaining: 95, resetsAt: Date.now() + 60_000 })
 * limits.refused({ limit_type: 'requests' })
 */
export const rateLimit: Domain<RateLimitLabels, RateLimitMetrics, NoOperations, RateLimitKind> = defineDomain(
  rateLimitCatalog,
  {
    methods: methodsByBinding<RateLimitKind, Parts>(rateLimitMethods),
    panels: rateLimitPanels,
    alerts: rateLimitAlerts,
  },
)
