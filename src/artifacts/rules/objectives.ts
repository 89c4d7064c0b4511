import { avg, avgOverTime, count, div, n, rate, sub, sum, vector } from '@grafana/promql-builder'
import type { ResolvedCatalog, ResolvedDomain } from '../../catalog/index.ts'
import { httpPanels } from '../../domains/index.ts'
import type { Place } from '../dashboards/index.ts'
import { anyOf, expressionsOf, ruleScope, type Source, select, selector } from '../promql/index.ts'
import { scrapePanels } from '../telemetry/index.ts'
import type { Objective } from './slo.ts'

/** What a system promises, as shares that may fail. */
export interface Promises {
  /** Of the time, that a target does not answer its scrape. Default 0.001. */
  readonly availability?: number
  /** Of the requests, that are answered with a 5xx status. Default 0.01. */
  readonly errors?: number
  /** Of the requests, that take longer than `latencySeconds`. Default 0.05. */
  readonly latency?: number
  /** A bucket bound of the request duration. Default 0.5. */
  readonly latencySeconds?: number
}

/** What objectives are made with. */
export interface ObjectivesInput {
  readonly catalog: ResolvedCatalog
  readonly jobs: readonly string[]
  readonly source: Source | null
  readonly places: readonly Place[]
  readonly promises: Promises
}

/** Availability of the targets; errors and latency of HTTP, where the system has it. */
export function objectivesOf({ catalog, jobs, source, places, promises }: ObjectivesInput): Objective[] {
  const { availability = 0.001, errors = 0.01, latency = 0.05, latencySeconds = 0.5 } = promises
  const domain = catalog.domains.find(({ panels }) => Object.values(panels).includes(httpPanels.errorRate))
  const up = (window: string) => vector('up').labelMatchRegexp('job', anyOf(jobs)).range(window)
  return [
    {
      key: 'availability',
      promise: 'the service answers',
      budget: availability,
      failed: (window) => sub(n(1), avg(avgOverTime(up(window))).by(['job'])),
      watched: (since) => count(vector('up').labelMatchRegexp('job', anyOf(jobs)).offset(since)).by(['job']),
      ...placeOf(places, scrapePanels.up),
    },
    ...(domain === undefined
      ? []
      : [
          ...errorsOf({ domain, source, places, budget: errors }),
          ...latencyOf({ domain, source, places, budget: latency, seconds: latencySeconds }),
        ]),
  ]
}

interface HttpObjective {
  readonly domain: ResolvedDomain
  readonly source: Source | null
  readonly places: readonly Place[]
  readonly budget: number
}

function errorsOf({ domain, source, places, budget }: HttpObjective): Objective[] {
  const scope = (window: string) => ruleScope({ source, window })
  const requests = select(domain, 'requests')
  const { query } = httpPanels.errorRate
  if (requests === undefined || query.show !== 'ratio' || !expressionsOf(query, domain, scope('5m')))
    return []
  return [
    {
      key: 'errors',
      promise: 'requests are answered without a server error',
      budget,
      failed: (window) => expressionsOf(query, domain, scope(window))?.[0] ?? vector('up'),
      traffic: (window) => selector(requests, scope(window)),
      ...placeOf(places, httpPanels.errorRate, domain),
    },
  ]
}

function latencyOf(input: HttpObjective & { readonly seconds: number }): Objective[] {
  const { domain, source, places, budget, seconds } = input
  const scope = (window: string) => ruleScope({ source, window })
  const duration = select(domain, 'requestDuration')
  if (duration === undefined) return []
  if (!duration.metric.buckets?.includes(seconds)) {
    throw new Error(
      `The latency objective is ${seconds} s, which is no bucket bound of ${duration.metric.name}. It has ${duration.metric.buckets?.join(', ')}: take one of these, or give the histogram the bound.`,
    )
  }
  // Whole numbers are written with and without a fraction, depending on who wrote the bucket down.
  const bound = Number.isInteger(seconds) ? `${seconds}(\\.0)?` : String(seconds).replace('.', '\\.')
  const within = (window: string) =>
    selector(duration, scope(window), '_bucket').labelMatchRegexp('le', bound).range(window)
  const all = (window: string) => selector(duration, scope(window), '_count').range(window)
  return [
    {
      key: 'latency',
      promise: `requests take no longer than ${seconds} s`,
      budget,
      failed: (window) =>
        sub(n(1), div(sum(rate(within(window))).by(['job']), sum(rate(all(window))).by(['job']))),
      traffic: (window) => selector(duration, scope(window), '_count'),
      ...placeOf(places, httpPanels.latency, domain),
    },
  ]
}

function placeOf(places: readonly Place[], panel: unknown, domain?: ResolvedDomain) {
  const place = places.find(
    (each) => each.panel === panel && (domain === undefined || each.domain === domain.key),
  )
  return place === undefined ? {} : { panel: { uid: place.uid, id: place.id } }
}
