import { context, propagation } from '@opentelemetry/api'
import { type Domain, type DomainParts, defineDomain, methodsByBinding } from '../../catalog/index.ts'
import { isAbort } from '../../operations/index.ts'
import { disposeAll } from '../dispose-all.ts'
import { webhookAlerts } from './alerts.ts'
import {
  isDelivered,
  type WebhookLabels,
  type WebhookMetrics,
  type WebhookOperations,
  webhookCatalog,
} from './catalog.ts'
import { webhookPanels } from './panels.ts'
import type { Answer, Settlement, WebhookKind, WebhookLabelsGiven, WebhookMethods } from './types.ts'

type Parts = DomainParts<WebhookMetrics, WebhookOperations>

function webhookMethods({ metrics, operations }: Parts): WebhookMethods<Partial<WebhookLabelsGiven>> {
  // None is a number too: an absent series would not say that the last worker has gone.
  let isWatched = false
  const watchWorkers = (): void => {
    if (isWatched) return
    isWatched = true
    metrics.activeWorkers.observe({}, () => 0)
  }
  return {
    deliver(labels, delivery, send) {
      const { headers, webhook_id, enqueued_at, attempt, attempts, worker_id } = delivery
      // Not every metric tells events apart.
      const { event_type: _, ...to }: Partial<WebhookLabelsGiven> = labels
      return operations.attempt(labels, { headers, webhook_id }, async (operation) => {
        const tried = await answerOf(send)
        if (tried.got === 'error') operation.fail(tried.error)
        else operation.set({ status_code: tried.status })
        const settlement = settle(tried, attempt >= attempts)
        const { outcome } = settlement
        // Within the span, so that exemplars lead to it.
        if (attempt > 1) metrics.retryAttempts.add(1, { ...to, attempt_number: attempt })
        if (outcome === 'delivered') metrics.delivered.add(1, labels)
        if (outcome === 'dead-letter') metrics.deadLetter.add(1, labels)
        if (outcome !== 'retry') {
          metrics.queueProcessingDuration.record((Date.now() - Number(enqueued_at)) / 1_000, to)
        }
        metrics.workerProcessed.add(1, { worker_id })
        return settlement
      })
    },
    worker({ worker_id }) {
      watchWorkers()
      const since = performance.now()
      return disposeAll([
        metrics.activeWorkers.observe({}, () => 1),
        metrics.workerUptime.observe({ worker_id }, () => (performance.now() - since) / 1_000),
      ])
    },
  }
}

/** An answer that is none has the status 0. */
type Tried<A> =
  | { readonly got: 'answer'; readonly answer: A; readonly status: number }
  | { readonly got: 'error'; readonly error: unknown }

/** Sends within the attempt's span, whose context goes along. */
async function answerOf<A extends Answer>(
  send: (headers: Record<string, string>) => A | PromiseLike<A>,
): Promise<Tried<A>> {
  const headers: Record<string, string> = {}
  propagation.inject(context.active(), headers)
  try {
    const answer = await send(headers)
    const { status } = answer
    return { got: 'answer', answer, status: Number(status) || 0 }
  } catch (error) {
    return { got: 'error', error }
  }
}

/** What was called off is tried again, however often it was tried. */
function settle<A extends Answer>(tried: Tried<A>, isLast: boolean): Settlement<A> {
  if (tried.got === 'error') {
    const { error } = tried
    return { outcome: isLast && !isAbort(error, undefined) ? 'dead-letter' : 'retry', error }
  }
  const { answer, status } = tried
  if (isDelivered(status)) return { outcome: 'delivered', answer }
  return { outcome: isLast ? 'dead-letter' : 'retry', answer }
}

/**
 * Webhooks that wait in a queue until workers deliver them.
 *
 * `enqueue` counts what its work has put into the queue, once, with W3C context in `headers`. `deliver` makes one
 * attempt and says what becomes of the webhook; `worker` tells who is there. How much waits is told by the domain
 * `queue`.
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
