import { type Domain, type DomainParts, defineDomain, methodsByBinding } from '../../catalog/index.ts'
import { secondsSince } from '../../operations/index.ts'
import { disposeAll } from '../dispose-all.ts'
import { webhookAlerts } from './alerts.ts'
import { answerOf, attemptOf, settle } from './attempt.ts'
import { type WebhookLabels, type WebhookMetrics, type WebhookOperations, webhookCatalog } from './catalog.ts'
import { webhookPanels } from './panels.ts'
import type { WebhookKind, WebhookLabelsGiven, WebhookMethods, WorkerLabel } from './types.ts'

type Parts = DomainParts<WebhookMetrics, WebhookOperations>

function webhookMethods({
  metrics,
  operations,
  bound,
}: Parts): WebhookMethods<Partial<WebhookLabelsGiven>, Partial<WorkerLabel>> {
  // None is a number too: an absent series would not say that the last worker has gone.
  let isWatched = false
  const watchWorkers = (): void => {
    if (isWatched) return
    isWatched = true
    metrics.activeWorkers.observe({}, () => 0)
  }
  return {
    deliver(labels, delivery, send) {
      const { to, details, number, isLast, enqueuedAt, worker } = attemptOf(labels, delivery)
      return operations.attempt(labels, details, async (operation) => {
        const tried = await answerOf(send)
        if (tried.got === 'error') operation.fail(tried.error)
        else operation.set({ status_code: tried.status })
        const settlement = settle(tried, isLast)
        const { outcome } = settlement
        // Within the span, so that exemplars lead to it.
        if (number > 1) metrics.retryAttempts.add(1, { ...to, attempt_number: number })
        if (outcome === 'delivered') metrics.delivered.add(1, labels)
        if (outcome === 'dead-letter') metrics.deadLetter.add(1, labels)
        if (outcome !== 'retry') {
          metrics.queueProcessingDuration.record(secondsSince(enqueuedAt) ?? Number.NaN, to)
        }
        metrics.workerProcessed.add(1, bound.worker_id === undefined ? worker : {})
        return settlement
      })
    },
    worker(labels) {
      watchWorkers()
      const since = performance.now()
      return disposeAll([
        metrics.activeWorkers.observe({}, () => 1),
        metrics.workerUptime.observe(labels, () => (performance.now() - since) / 1_000),
      ])
    },
  }
}

/**
 * Webhooks that wait in a queue until workers deliver them.
 *
 * `enqueue` counts what its work has put into the queue, once, with W3C context in `headers`, and rethrows what it
 * throws. `deliver` makes one attempt and says what becomes of the webhook, instead of throwing; `worker` tells who is
 * there. How much waits is told by the domain `queue`. Times are in seconds; `enqueued_at` is a `Date`, or milliseconds
 * since 1970, and stays when a webhook is put back.
 *
 * @example
 * await shop.webhook.enqueue({ event_type, subscriber }, { headers: hook.headers }, () => queue.push(hook))
 * const { outcome } = await shop.webhook.deliver({ event_type, subscriber }, { ...hook, attempts: 5, worker_id }, post)
 */
export const webhook: Domain<WebhookLabels, WebhookMetrics, WebhookOperations, WebhookKind> = defineDomain(
  webhookCatalog,
  {
    methods: methodsByBinding<WebhookKind, Parts>(webhookMethods),
    panels: webhookPanels,
    alerts: webhookAlerts,
  },
)
