import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { JaegerApi, JaegerSpan } from './jaeger-api.ts'
import { ANSWER_WITHIN_MS } from './until.ts'

const UNDER_WAY = 10

/**
 * Sends requests for the list of products, each with a trace of its own that is known, and a few at a time.
 *
 * @returns the ids of the traces
 * @throws when one is not answered with 200
 */
export async function sendTraced(shopPort: number, count: number, perSecond = 1_000): Promise<string[]> {
  const traceIds: string[] = []
  for (let sent = 0; sent < count; sent += UNDER_WAY) {
    const some = Math.min(UNDER_WAY, count - sent)
    traceIds.push(...(await Promise.all(Array.from({ length: some }, () => sendOne(shopPort)))))
    await sleep((some / perSecond) * 1_000)
  }
  return traceIds
}

async function sendOne(shopPort: number): Promise<string> {
  const traceId = randomBytes(16).toString('hex')
  const response = await fetch(`http://127.0.0.1:${shopPort}/products`, {
    headers: { traceparent: `00-${traceId}-${randomBytes(8).toString('hex')}-01` },
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  })
  await response.arrayBuffer()
  if (response.status !== 200) throw new Error(`GET /products was answered with ${response.status}.`)
  return traceId
}

/** The spans of these traces that Jaeger has, each once: what was sent again may be there twice. */
export async function spansOf(jaeger: JaegerApi, traceIds: readonly string[]): Promise<JaegerSpan[]> {
  const spans = new Map<string, JaegerSpan>()
  for (const traceId of traceIds) {
    for (const span of await jaeger.trace(traceId)) spans.set(`${traceId} ${span.spanId}`, span)
  }
  return [...spans.values()]
}
