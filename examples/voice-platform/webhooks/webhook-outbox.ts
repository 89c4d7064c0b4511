import { randomUUID } from 'node:crypto'
import type { VoiceTelemetry } from '../telemetry.ts'
import type { Webhook } from './webhook.ts'
import type { WebhookQueue } from './webhook-queue.ts'

/** Puts what partners are to be told into the queue. */
export class WebhookOutbox {
  readonly #telemetry: VoiceTelemetry
  readonly #queue: WebhookQueue
  readonly #urlOf: (partnerId: string) => string

  constructor(telemetry: VoiceTelemetry, queue: WebhookQueue, urlOf: (partnerId: string) => string) {
    this.#telemetry = telemetry
    this.#queue = queue
    this.#urlOf = urlOf
  }

  /**
   * Never rejects: a call goes on, whether its partner hears of it or not. One that could not be enqueued is lost, and a
   * critical error.
   */
  async send(eventType: Webhook['eventType'], partnerId: string, payload: object): Promise<void> {
    const id = randomUUID()
    const headers: Record<string, string> = {}
    try {
      await this.#telemetry.webhook.enqueue(
        { event_type: eventType, subscriber: partnerId },
        { headers, webhook_id: id },
        () =>
          this.#queue.push({
            id,
            eventType,
            partnerId,
            url: this.#urlOf(partnerId),
            payload: { event: eventType, ...payload },
            enqueuedAt: Date.now(),
            failedAttempts: 0,
            headers,
          }),
      )
    } catch (error) {
      this.#telemetry.errors.record({ module: 'webhook_outbox', severity: 'critical' }, error)
    }
  }
}
