import { setTimeout as sleep } from 'node:timers/promises'
import type { VoiceTelemetry, WebhookMeter } from '../telemetry.ts'
import { postWebhook } from './post-webhook.ts'
import type { Webhook } from './webhook.ts'
import type { WebhookQueue } from './webhook-queue.ts'

/** What a worker works with. */
export interface WebhookWorkerParts {
  readonly telemetry: VoiceTelemetry
  readonly queue: WebhookQueue
  readonly workerId: string
  /** Signs what is delivered. */
  readonly secret: string
}

const BATCH = 10
const MOST_ATTEMPTS = 4
const FIRST_RETRY_AFTER_MS = 250
const POLL_EVERY_MS = 100
const AFTER_TROUBLE_MS = 1_000

/** Takes webhooks from the queue, ten at a time, and delivers them. */
export class WebhookWorker {
  readonly #parts: WebhookWorkerParts
  readonly #meter: WebhookMeter

  constructor(parts: WebhookWorkerParts) {
    this.#parts = parts
    this.#meter = parts.telemetry.webhook
  }

  /** Until it is called off; what is under way is settled first. */
  async run(until: AbortSignal): Promise<void> {
    const { telemetry, queue, workerId } = this.#parts
    using _worker = this.#meter.worker({ worker_id: workerId })
    // Every worker sees the same queue: readers take the greatest value of all, never the sum.
    using _queue = telemetry.webhookQueue.observe({ queue: 'webhooks' }, () => queue.state())
    while (!until.aborted) {
      const pause = await this.#batch()
      if (pause > 0) await sleep(pause, undefined, { signal: until }).catch(() => {})
    }
  }

  /** @returns how long to wait for the next one */
  async #batch(): Promise<number> {
    const { telemetry, queue } = this.#parts
    try {
      const webhooks = await queue.claim(BATCH)
      await Promise.all(webhooks.map((each) => this.#process(each)))
      return webhooks.length === BATCH ? 0 : POLL_EVERY_MS
    } catch (error) {
      telemetry.errors.record({ module: 'webhook_worker' }, error)
      return AFTER_TROUBLE_MS
    }
  }

  async #process(webhook: Webhook): Promise<void> {
    const { queue, workerId, secret } = this.#parts
    const attempt = webhook.failedAttempts + 1
    const { outcome } = await this.#meter.deliver(
      { event_type: webhook.eventType, subscriber: webhook.partnerId },
      {
        headers: webhook.headers,
        webhook_id: webhook.id,
        enqueued_at: webhook.enqueuedAt,
        attempt,
        attempts: MOST_ATTEMPTS,
        worker_id: workerId,
      },
      async (trace) => {
        const { status, body } = await postWebhook(webhook, trace, secret)
        await body?.cancel()
        return { status }
      },
    )
    if (outcome === 'delivered') return queue.delivered(webhook)
    const tried = { ...webhook, failedAttempts: attempt }
    if (outcome === 'dead-letter') return queue.bury(tried)
    return queue.putBack(tried, FIRST_RETRY_AFTER_MS * 2 ** (attempt - 1))
  }
}
