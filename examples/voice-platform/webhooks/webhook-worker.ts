import { setTimeout as sleep } from 'node:timers/promises'
import type { VoiceTelemetry, WebhookMeter } from '../telemetry.ts'
import { postWebhook } from './post-webhook.ts'
import type { ClaimedWebhook, WebhookQueue } from './webhook-queue.ts'

/** What a worker works with. */
export interface WebhookWorkerParts {
  readonly telemetry: VoiceTelemetry
  readonly queue: WebhookQueue
  readonly workerId: string
  /** Signs what is delivered. */
  readonly secret: string
  /** How long a partner may take to answer. */
  readonly answerWithinMs: number
  /** After it another worker takes over what this one has not settled. Longer than any delivery takes. */
  readonly leaseMs: number
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
    // Every process sees the same queue: readers take the greatest value of all, never the sum.
    using _queue = telemetry.webhookQueue.observe({ queue: 'webhooks' }, () => queue.state())
    while (!until.aborted) {
      const pause = await this.#batch()
      if (pause > 0) await sleep(pause, undefined, { signal: until }).catch(() => {})
    }
  }

  /** @returns how long to wait for the next one */
  async #batch(): Promise<number> {
    const { telemetry, queue, leaseMs } = this.#parts
    let claimed: readonly ClaimedWebhook[]
    try {
      claimed = await queue.claim(BATCH, leaseMs)
    } catch (error) {
      telemetry.errors.record({ module: 'webhook_worker' }, error)
      return AFTER_TROUBLE_MS
    }
    await Promise.all(claimed.map((each) => this.#process(each)))
    return claimed.length === BATCH ? 0 : POLL_EVERY_MS
  }

  async #process(claimed: ClaimedWebhook): Promise<void> {
    const { telemetry, workerId, secret, answerWithinMs } = this.#parts
    const { webhook } = claimed
    const attempt = webhook.failedAttempts + 1
    const { outcome } = await this.#meter.deliver(
      { event_type: webhook.eventType, subscriber: webhook.partnerId },
      {
        headers: webhook.headers,
        webhook_id: webhook.id,
        url: webhook.url,
        enqueued_at: webhook.enqueuedAt,
        attempt,
        attempts: MOST_ATTEMPTS,
        worker_id: workerId,
      },
      (trace) => postWebhook(webhook, { trace, secret, answerWithinMs }),
    )
    try {
      await this.#settle(claimed, outcome)
    } catch (error) {
      // The queue does not know of the attempt: somebody makes it once more, or already has.
      telemetry.errors.record({ module: 'webhook_settlement' }, error)
    }
  }

  #settle(claimed: ClaimedWebhook, outcome: 'delivered' | 'retry' | 'dead-letter'): Promise<void> {
    const { queue } = this.#parts
    const { webhook } = claimed
    if (outcome === 'delivered') return queue.delivered(claimed)
    const failedAttempts = webhook.failedAttempts + 1
    const tried = { ...claimed, webhook: { ...webhook, failedAttempts } }
    if (outcome === 'dead-letter') return queue.bury(tried)
    return queue.putBack(tried, FIRST_RETRY_AFTER_MS * 2 ** (failedAttempts - 1))
  }
}
