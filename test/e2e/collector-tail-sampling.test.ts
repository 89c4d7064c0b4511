import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CollectorStack, startCollectorStack } from './collector-stack.ts'
import { JaegerApi } from './jaeger-api.ts'
import { withoutLoadBalancing } from './load-balancing.ts'
import { post, type SentSpan, tracesOf } from './otlp-json.ts'
import { PrometheusApi } from './prometheus-api.ts'
import { until } from './until.ts'

const PLAIN = 300
const OF_NOTE = 30

/** Always the same, since the share is chosen by the id. */
function traceIds(kind: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) =>
    createHash('sha256').update(`${kind} ${index}`).digest('hex').slice(0, 32),
  )
}
const plain = traceIds('plain', PLAIN)
const failed = traceIds('failed', OF_NOTE)
const slow = traceIds('slow', OF_NOTE)
const inTwoParts = traceIds('in two parts', OF_NOTE)

let running: CollectorStack
let prometheus: PrometheusApi
let jaeger: JaegerApi
let kept: Map<string, number>
const started = new Date()

beforeAll(async () => {
  running = await startCollectorStack()
  prometheus = new PrometheusApi(running.stack.prometheus)
  jaeger = new JaegerApi(running.stack.jaeger)
  const sampler = await running.collector({
    name: 'sampler',
    files: ['tail-sampling'],
    env: { ...running.destinations, SAMPLER_DECISION_WAIT: '6s' },
  })
  const file = join(running.stack.folder, 'first-tier.yaml')
  writeFileSync(file, withoutLoadBalancing({ traces: sampler.grpc, services: sampler.services }))
  const first = await running.collector({
    name: 'first-tier',
    files: [file],
    env: { SAMPLER_HOST: '127.0.0.1' },
  })

  const send = async (spans: readonly SentSpan[]) => {
    const { credentials } = running
    expect(await post(`https://${first.http}/v1/traces`, tracesOf('sampled', spans), { credentials })).toBe(
      200,
    )
  }
  await send(plain.map((traceId) => ({ traceId, name: 'plain' })))
  await send(failed.map((traceId) => ({ traceId, name: 'failed', failed: true })))
  await send(slow.map((traceId) => ({ traceId, name: 'slow', milliseconds: 600 })))
  await send(inTwoParts.map((traceId) => ({ traceId, name: 'first part' })))
  await send(
    inTwoParts.map((traceId) => ({ traceId, name: 'second part of anna@example.org', failed: true })),
  )

  const all = [...plain, ...failed, ...slow, ...inTwoParts]
  const inJaeger = async () => {
    const spans = await Promise.all(
      all.map(async (traceId) => [traceId, (await jaeger.trace(traceId)).length] as const),
    )
    return new Map(spans)
  }
  await until(
    () => 'what was sent last is in Jaeger',
    async () => ((await jaeger.trace(inTwoParts.at(-1) ?? '')).length === 2 ? true : undefined),
  )
  // Whatever else is kept was judged before.
  await until(
    () => 'nothing more arrives',
    async () => {
      const before = await inJaeger()
      await new Promise((resolve) => setTimeout(resolve, 2_000))
      kept = await inJaeger()
      return JSON.stringify([...before]) === JSON.stringify([...kept]) || undefined
    },
  )
})
afterAll(() => running?.stop())

describe('behind two tiers', () => {
  test('every trace with an error is kept, also when it was in the part that came later, with all its spans', () => {
    expect(failed.filter((traceId) => kept.get(traceId) !== 1)).toEqual([])
    expect(inTwoParts.filter((traceId) => kept.get(traceId) !== 2)).toEqual([])
  })

  test('every slow trace is kept', () => {
    expect(slow.filter((traceId) => kept.get(traceId) !== 1)).toEqual([])
  })

  test('of the rest a share is kept', () => {
    const share = plain.filter((traceId) => kept.get(traceId) === 1).length
    expect(share).toBeGreaterThan(0.02 * PLAIN)
    expect(share).toBeLessThan(0.25 * PLAIN)
  })

  test('span metrics count every span, also of the traces that were not kept', async () => {
    const counted = async (name: string) => {
      const [sample] = await prometheus.query(
        `sum(traces_span_metrics_calls_total{job="sampled", source="otlp", span_name="${name}"})`,
      )
      return sample?.value
    }
    await until(
      () => 'the last spans are counted',
      async () => ((await counted('first part')) === OF_NOTE ? true : undefined),
    )
    expect(await counted('plain')).toBe(PLAIN)
    expect(await counted('failed')).toBe(OF_NOTE)
    expect(await counted('slow')).toBe(OF_NOTE)
    // Redacted in the first tier, before anybody counts it.
    expect(await counted('second part of ****')).toBe(OF_NOTE)
  })

  test('an exemplar above what counts as slow leads to a trace that was kept', async () => {
    const query = 'traces_span_metrics_duration_milliseconds_bucket{job="sampled", span_name="slow"}'
    const exemplars = await prometheus.exemplars(query, started)
    expect(exemplars.length).toBeGreaterThan(0)
    for (const { value, traceId } of exemplars) {
      expect(value).toBeGreaterThan(500)
      expect(kept.get(traceId)).toBe(1)
    }
  })
})
