import { swallow } from '../../guard/index.ts'
import { inject, isAbort } from '../../operations/index.ts'
import { knownMethod } from '../http-method.ts'
import { isDelivered } from './catalog.ts'
import type { Answer, Delivery, Settlement, WebhookLabelsGiven } from './types.ts'

/** What is known of an attempt, whatever was handed over as one. */
export interface Attempt {
  /** Labels of the metrics that do not tell events apart. */
  readonly to: Partial<WebhookLabelsGiven>
  /** For the span. */
  readonly details: Readonly<Record<string, unknown>>
  /** 1 for the first. */
  readonly number: number
  readonly isLast: boolean
  /** Milliseconds since 1970. */
  readonly enqueuedAt: number
  readonly worker: { readonly worker_id?: string }
}

/** What cannot be read is not known: the webhook is sent all the same. */
export function attemptOf(labels: Partial<WebhookLabelsGiven>, delivery: Partial<Delivery>): Attempt {
  try {
    const { event_type: _, ...to } = labels
    const { headers, webhook_id, enqueued_at, attempt, attempts, worker_id, url, method } = delivery
    const number = numberOf(attempt)
    return {
      to,
      details: {
        headers,
        webhook_id,
        resend_count: number > 1 ? number - 1 : undefined,
        ...(url !== undefined && requestTo(url, method)),
      },
      number,
      isLast: number >= numberOf(attempts),
      enqueuedAt: numberOf(enqueued_at),
      worker: worker_id === undefined ? {} : { worker_id },
    }
  } catch (error) {
    swallow('webhook.deliver', error)
    return { to: {}, details: {}, number: Number.NaN, isLast: false, enqueuedAt: Number.NaN, worker: {} }
  }
}

/** An answer that is none has the status 0. */
export type Tried<A> =
  | { readonly got: 'answer'; readonly answer: A; readonly status: number }
  | { readonly got: 'error'; readonly error: unknown }

/** Sends within the attempt's span, whose context goes along. */
export async function answerOf<A extends Answer>(
  send: (headers: Record<string, string>) => A | PromiseLike<A>,
): Promise<Tried<A>> {
  const headers: Record<string, string> = inject({})
  try {
    const answer = await send(headers)
    const { status } = answer
    return { got: 'answer', answer, status: Number(status) || 0 }
  } catch (error) {
    return { got: 'error', error }
  }
}

/** What was called off is tried again, however often it was tried. */
export function settle<A extends Answer>(tried: Tried<A>, isLast: boolean): Settlement<A> {
  if (tried.got === 'error') {
    const { error } = tried
    return { outcome: isLast && !isAbort(error, undefined) ? 'dead-letter' : 'retry', error }
  }
  const { answer, status } = tried
  if (isDelivered(status)) return { outcome: 'delivered', answer }
  return { outcome: isLast ? 'dead-letter' : 'retry', answer }
}

/** Host and port alone: the rest of an address may be a secret. */
function requestTo(url: string | URL, method = 'POST') {
  try {
    const { protocol, hostname, port } = new URL(url)
    return {
      http_method: knownMethod(method),
      server_address: hostname.replaceAll(/^\[|\]$/g, ''),
      server_port: Number(port) || (protocol === 'https:' ? 443 : 80),
    }
  } catch (error) {
    swallow('webhook.deliver', error)
    return {}
  }
}

/** Of a date its milliseconds; what has no number is dropped where it is recorded. */
function numberOf(value: unknown): number {
  try {
    return Number(value)
  } catch {
    return Number.NaN
  }
}
