import { type Domain, type DomainParts, defineDomain, type NoOperations } from '../../catalog/index.ts'
import type { OperationObserver } from '../../operations/index.ts'
import { spansAlerts } from './alerts.ts'
import { type SpansLabels, type SpansMetrics, spansCatalog } from './catalog.ts'
import { spansPanels } from './panels.ts'

type Parts = DomainParts<SpansMetrics, NoOperations>

function spansObserver({ metrics }: Parts): OperationObserver {
  return {
    ended(operation, tenant_id, seconds, error_type, context) {
      metrics.spansCreated.add(1, { operation, tenant_id }, context)
      metrics.spanDuration.record(seconds, { operation }, context)
      if (error_type !== undefined) metrics.spansWithErrors.add(1, { operation, error_type }, context)
    },
  }
}

/**
 * Every operation of the system, counted once by its declared name: sampled or not, tracing on or off. Nothing is
 * called; putting it into the system is enough. Spans that are not ours belong to the Collector's span metrics.
 *
 * @example
 * defineSystem({ namespace: 'shop', domains: { database, http, spans } })
 */
export const spans: Domain<SpansLabels, SpansMetrics, NoOperations, unknown> = defineDomain(spansCatalog, {
  observer: spansObserver,
  panels: spansPanels,
  alerts: spansAlerts,
})
