/** What a partner is told, as it waits in the queue. */
export interface Webhook {
  readonly id: string
  readonly eventType: 'call_started' | 'call_ended'
  readonly partnerId: string
  readonly url: string
  readonly payload: object
  /** Milliseconds since 1970. */
  readonly enqueuedAt: number
  /** Attempts that were made and failed. */
  readonly failedAttempts: number
  /** The trace that it was enqueued in. */
  readonly headers: Readonly<Record<string, string>>
}
