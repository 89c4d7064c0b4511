import {
  type Domain,
  type DomainParts,
  defineDomain,
  type Exact,
  type MethodsKind,
  methodsByBinding,
  type NoOperations,
} from '../../catalog/index.ts'
import { swallow } from '../../guard/index.ts'
import { rateLimitAlerts } from './alerts.ts'
import { type RateLimitLabels, type RateLimitMetrics, rateLimitCatalog } from './catalog.ts'
import { rateLimitPanels } from './panels.ts'

type Parts = DomainParts<RateLimitMetrics, NoOperations>

/** Which limit. */
export interface RateLimitName {
  readonly limiter: string
  readonly limit_type: string
}

/**
 * What an answer said of a limit. What it does not say is left out, and stays as it was told before: a header that is
 * missing is not 0, as `Number(null)` is.
 */
export interface RateLimitState {
  /** Below 0 is 0. */
  readonly remaining?: number | undefined
  /**
   * A `Date`, or milliseconds since 1970. Headers have seconds: until then (`RateLimit-Reset`, `Retry-After`), or since
   * 1970 (`X-RateLimit-Reset` of many).
   */
  readonly resetsAt?: Date | number | undefined
}

/** What the rate limit meter has beyond its metrics. `L` is what is left to give once labels are bound. */
export interface RateLimitMethods<L> {
  /**
   * What an answer that was let through said of the limit. Never throws.
   * @example
   * const [remaining, seconds] = [answer.headers.get('ratelimit-remaining'), answer.headers.get('ratelimit-reset')]
   * if (remaining !== null && seconds !== null) {
   *   const resetsAt = Date.now() + Number(seconds) * 1_000
   *   limits.allowed({ limiter: 'mail-api', limit_type: 'requests' }, { remaining: Number(remaining), resetsAt })
   * }
   */
  allowed<Given extends L>(labels: Exact<L, Given>, state: RateLimitState): void
  /**
   * A request was refused by the limit (429): a hit, after which nothing remains unless the answer says otherwise.
   * Never throws.
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
  const tell = (
    labels: Partial<RateLimitName>,
    state: RateLimitState | undefined,
    unsaid: number | undefined,
  ): void => {
    try {
      const remaining = state?.remaining ?? unsaid
      // Some count below 0 what they have let through beyond the limit.
      if (remaining !== undefined) metrics.remaining.record(Math.max(0, remaining), labels)
      const resetsAt = state?.resetsAt ?? undefined
      if (resetsAt !== undefined) metrics.resetTimestamp.record(Number(resetsAt) / 1_000, labels)
    } catch (failure) {
      swallow('rate limit', failure)
    }
  }
  return {
    allowed: (labels, state) => tell(labels, state, undefined),
    refused(labels, state) {
      metrics.hits.add(1, labels)
      tell(labels, state, 0)
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
