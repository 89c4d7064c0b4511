import { createHmac } from 'node:crypto'
import type { Webhook } from './webhook.ts'

/** How a webhook is delivered. */
export interface DeliveryOptions {
  /** Headers of the trace. */
  readonly trace: Readonly<Record<string, string>>
  /** Signs it. */
  readonly secret: string
  /** How long the partner may take. */
  readonly answerWithinMs: number
}

/** One attempt over HTTP: JSON, signed, and with the trace in its headers. */
export function postWebhook(
  webhook: Webhook,
  { trace, secret, answerWithinMs }: DeliveryOptions,
): Promise<Response> {
  const body = JSON.stringify(webhook.payload)
  return fetch(webhook.url, {
    method: 'POST',
    headers: { ...trace, ...headersFor(webhook, body, secret) },
    body,
    redirect: 'manual',
    signal: AbortSignal.timeout(answerWithinMs),
  })
}

function headersFor(webhook: Webhook, body: string, secret: string): Record<string, string> {
  const { id, eventType, failedAttempts } = webhook
  const timestamp = String(Math.floor(Date.now() / 1_000))
  const signature = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')
  return {
    'content-type': 'application/json',
    'user-agent': 'voice-platform-webhooks/1',
    'webhook-id': id,
    'webhook-event': eventType,
    'webhook-attempt': String(failedAttempts + 1),
    'webhook-timestamp': timestamp,
    'webhook-signature': `sha256=${signature}`,
  }
}
