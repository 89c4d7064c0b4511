import { metrics } from '@opentelemetry/api'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Collector } from '../otlp/collector.ts'
import { pointsNamed } from '../otlp/decoder.ts'
import { start } from './observability.ts'

let collector: Collector
beforeEach(async () => {
  collector = await new Collector().start()
})
afterEach(() => collector.stop())

test('a counter that begins anew says since when it counts', async () => {
  const between: bigint[] = []
  for (const value of [5, 2]) {
    const observability = await start({ otlp: { endpoint: collector.url } })
    metrics.getMeter('test').createCounter('orders_total').add(value)
    await observability.shutdown()
    between.push(BigInt(Date.now()) * 1_000_000n)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  const [first, second] = pointsNamed(collector.metrics, 'orders_total')
  expect([first?.asDouble, second?.asDouble]).toEqual([5, 2])
  expect(BigInt(first?.startTimeUnixNano ?? 0)).toBeLessThan(between[0] ?? 0n)
  expect(BigInt(second?.startTimeUnixNano ?? 0)).toBeGreaterThan(between[0] ?? 0n)
})
