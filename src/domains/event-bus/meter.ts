import { type Domain, defineDomain } from '../../catalog/index.ts'
import { eventBusAlerts } from './alerts.ts'
import {
  type EventBusLabels,
  type EventBusMetrics,
  type EventBusOperations,
  eventBusCatalog,
} from './catalog.ts'
import { eventBusPanels } from './panels.ts'

/**
 * Publishing and handling of events, in process or over a broker.
 *
 * `publish` makes a producer span, writes W3C context into `headers`, and counts the event once the publish has
 * succeeded. `dispatch` makes a consumer span (the child of what `headers` carry; with a list of headers, as for a
 * batch, it links to each), records the lag since `published_at`, times the handler whatever its outcome, counts
 * success in `dispatched` and failure in `errors`, and rethrows the handler's error untouched. An error without a
 * class of its own is `handler_error`; a handler that is called off (an `AbortError`) is neither success nor failure.
 * `published_at` is a `Date`, or milliseconds since 1970; without it there is no lag.
 *
 * @example
 * await shop.eventBus.publish({ event_type, tenant_id }, { headers }, () => transport.send(event, headers))
 * await shop.eventBus.dispatch({ event_type, handler: 'stock' }, { headers, published_at }, () => handle(event))
 */
export const eventBus: Domain<EventBusLabels, EventBusMetrics, EventBusOperations, unknown> = defineDomain(
  eventBusCatalog,
  { panels: eventBusPanels, alerts: eventBusAlerts },
)
