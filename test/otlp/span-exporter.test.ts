import { ROOT_CONTEXT } from '@opentelemetry/api'
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type OtlpOptions, OtlpSpanExporter } from '../../src/otlp/index.ts'
import { Collector } from './collector.ts'

let collector: Collector

beforeEach(async () => {
  collector = await new Collector().start()
})
afterEach(() => collector.stop())

function provider(options: Partial<OtlpOptions> = {}) {
  const exporter = new OtlpSpanExporter({
    url: `${collector.url}/v1/traces`,
    headers: { 'x-tenant': 'acme' },
    protocol: 'http/protobuf',
    compression: 'gzip',
    timeoutMillis: 2000,
    ...options,
  })
  return {
    exporter,
    provider: new TracerProvider({ spanProcessors: [new BatchSpanProcessor({ exporter })] }),
  }
}

test.each(['http/protobuf', 'http/json'] as const)(
  '%s: spans arrive with their ids and attributes',
  async (protocol) => {
    const { provider: tracing } = provider({ protocol })
    const span = tracing.getTracer('t').startSpan('checkout', { attributes: { items: 2 } }, ROOT_CONTEXT)
    span.end()
    await tracing.shutdown()
    const { traceId, spanId } = span.spanContext()
    const [received] = collector.traces[0]?.resourceSpans[0]?.scopeSpans?.[0]?.spans ?? []
    expect(received?.name).toBe('checkout')
    expect(received?.traceId).toBe(Buffer.from(traceId, 'hex').toString('base64'))
    expect(received?.spanId).toBe(Buffer.from(spanId, 'hex').toString('base64'))
    expect(received?.attributes).toEqual([{ key: 'items', value: { intValue: '2' } }])
    expect(collector.received[0]?.headers).toMatchObject({ 'x-tenant': 'acme', 'content-encoding': 'gzip' })
  },
)

test('forceFlush waits for a batch that is already under way', async () => {
  const { exporter, provider: tracing } = provider()
  tracing.getTracer('t').startSpan('first').end()
  const flushing = tracing.forceFlush()
  await exporter.forceFlush()
  expect(collector.spanNames).toEqual(['first'])
  await flushing
})
