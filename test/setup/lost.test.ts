import { trace } from '@opentelemetry/api'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Observability } from '../../src/setup/index.ts'
import { Collector } from '../otlp/collector.ts'
import { pointsNamed } from '../otlp/decoder.ts'
import { scrape, start, warnings } from './observability.ts'

let collector: Collector

beforeEach(async () => {
  warnings()
  collector = await new Collector().start()
})
afterEach(() => collector.stop())

function endSpans(count: number): void {
  for (let made = 0; made < count; made++) trace.getTracer('test').startSpan('work').end()
}

/** Each series of a metric, by its labels as they are written. */
async function series(observability: Observability, name: string): Promise<Record<string, number>> {
  return seriesIn(await scrape(observability), name)
}

function seriesIn(text: string, name: string): Record<string, number> {
  const lines = text.split('\n').filter((line) => line.startsWith(`${name}{`))
  return Object.fromEntries(
    lines.map((line) => [line.slice(name.length, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]),
  )
}

const sum = (values: Record<string, number>) =>
  Object.values(values).reduce((total, value) => total + value, 0)
const lostSpans = async (observability: Observability) =>
  sum(await series(observability, 'spanmeter_dropped_spans_total'))

// The first of this file: the counts are those of the process.
test('what is lost is told on both paths, beginning with 0', async () => {
  const observability = await start({ otlp: { endpoint: collector.url } })
  await observability.forceFlush()
  const names = [
    'spanmeter_failed_exports_total',
    'spanmeter_dropped_spans_total',
    'spanmeter_dropped_points_total',
  ]
  for (const name of names) {
    const scraped = await series(observability, name)
    expect(Object.keys(scraped).length).toBeGreaterThan(9)
    expect(new Set(Object.values(scraped))).toEqual(new Set([0]))
    expect(pointsNamed(collector.metrics, name)).toHaveLength(Object.keys(scraped).length)
  }
  const told = Object.keys(await series(observability, 'spanmeter_failed_exports_total'))
  expect(told).toContain('{reason="unreachable",signal="traces"}')
  expect(told).toContain('{reason="status_5xx",signal="metrics"}')
})

test('of so many spans for a Collector that is not there, each is counted as lost or waits', async () => {
  vi.stubEnv('OTEL_BSP_MAX_QUEUE_SIZE', '100')
  vi.stubEnv('OTEL_BSP_MAX_EXPORT_BATCH_SIZE', '10')
  const observability = await start({ otlp: { endpoint: 'http://127.0.0.1:1', timeout: 100 } })
  const { '{reason="queue_full"}': fullBefore = 0, ...others } = await series(
    observability,
    'spanmeter_dropped_spans_total',
  )
  const before = fullBefore + sum(others)
  endSpans(1000)
  const text = await scrape(observability)
  const waiting = Number(text.match(/^spanmeter_queued_spans (\d+)$/m)?.[1])
  const lost = seriesIn(text, 'spanmeter_dropped_spans_total')
  // The first batch was under way when the queue filled up; more may have failed since.
  expect(lost['{reason="queue_full"}']).toBe(fullBefore + 1000 - 10 - 100)
  expect(waiting).toBeLessThanOrEqual(100)
  expect([990, 1000]).toContain(sum(lost) - before + waiting)
  await observability.forceFlush()
  await expect.poll(async () => (await lostSpans(observability)) - before).toBe(1000)
  expect(await scrape(observability)).toMatch(/^spanmeter_queued_spans 0$/m)
})

test('of so many spans for a Collector that comes and goes, each arrives or is counted as lost', async () => {
  vi.stubEnv('OTEL_BSP_MAX_QUEUE_SIZE', '50')
  vi.stubEnv('OTEL_BSP_MAX_EXPORT_BATCH_SIZE', '10')
  const observability = await start({ otlp: { endpoint: collector.url, timeout: 1_000 } })
  const before = await lostSpans(observability)
  let made = 0
  for (const reply of [200, 503, 400, 200, 'never', 200] as const) {
    collector.reply(reply)
    endSpans(70)
    made += 70
    await observability.forceFlush()
  }
  await expect.poll(async () => collector.takenSpans + (await lostSpans(observability)) - before).toBe(made)
})

test('spans that cannot be sent at shutdown are told of in the log, since nobody asks for a count any more', async () => {
  const seen = warnings()
  const observability = await start({ otlp: { endpoint: collector.url }, shutdownTimeout: 200 })
  collector.reply('never')
  endSpans(33)
  await observability.shutdown()
  expect(seen).toContain('spanmeter: At shutdown 33 spans could not be sent, and are lost.')
})

test('only what is sent is told of', async () => {
  expect(await scrape(await start())).not.toMatch(/failed_exports|dropped_spans|dropped_points|queued_spans/)
})
