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

/**
 * One attempt over HTTP: JSON, signed, and with the trace in its headers. The answer is the status; what a partner says
 * beside it is not read, and may break off or have no end.
 *
 * @throws what `fetch` does when there is no status in time
 */
export async function postWebhook(
  webhook: Webhook,
  { trace, secret, answerWithinMs }: DeliveryOptions,
): Promise<{ readonly status: number }> {
  const body = JSON.stringify(webhook.payload)
  const answer = await fetch(webhook.url, {
    method: 'POST',
    headers: { ...trace, ...headersFor(webhook, body, secret) },
    body,
    redirect: 'manual',
    signal: AbortSignal.timeout(answerWithinMs),
  })
  answer.body?.cancel().catch(() => {})
  return { status: answer.status }
}

function headersFor(webhook: Webhook, body: string, secret: string): Record<string, string> {
  const { id, eventType, failedAttempts } = webhook
  const timestamp = String(Math.floor(Date.now() / 1_000))
  const signature = createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('hex')
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
