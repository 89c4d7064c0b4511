import { context, propagation } from '@opentelemetry/api'
import { AlwaysOffSampler, TracerProvider } from '@opentelemetry/sdk-trace'
import { describe, expect, test } from 'vitest'
import { meterProviders, record, useContext } from '../../../test/domains/recording.ts'
import { defineSystem } from '../../catalog/index.ts'
import { database, eventBus, spans } from '../index.ts'

useContext()

const domains = { database, eventBus, spans }
const labels = { query_type: 'select', table: 'products' }

describe.each(meterProviders)('spans on the %s', (provider) => {
  test('every operation of the system is counted once, by its declared name', async () => {
    const recording = record(provider)
    const rustok = defineSystem({ namespace: 'rustok', domains, ...recording })
    rustok.database.query(labels, {}, () => 1)
    rustok.database.query(labels, {}, () => 2)
    await rustok.eventBus.publish({ event_type: 'e', tenant_id: 'acme' }, {}, async () => {
      rustok.database.query(labels, {}, () => 3)
    })
    const samples = await recording.samples()
    expect(samples.get('rustok_spans_created_total{operation="database.query",tenant_id="none"}')).toBe(3)
    expect(samples.get('rustok_spans_created_total{operation="event_bus.publish",tenant_id="acme"}')).toBe(1)
    expect(samples.get('rustok_span_duration_seconds_count{operation="database.query"}')).toBe(3)
    expect([...samples.keys()].some((name) => name.includes('with_errors'))).toBe(false)
  })

  test('an operation that failed is counted by the class of its error', async () => {
    const recording = record(provider)
    const rustok = defineSystem({ namespace: 'rustok', domains, ...recording })
    await expect(rustok.database.query(labels, {}, () => Promise.reject(new TypeError()))).rejects.toThrow()
    const samples = await recording.samples()
    expect(
      samples.get('rustok_spans_with_errors_total{error_type="TypeError",operation="database.query"}'),
    ).toBe(1)
    expect(samples.get('rustok_spans_created_total{operation="database.query",tenant_id="none"}')).toBe(1)
  })

  test('the tenant of the baggage is the tenant of the operation', async () => {
    const recording = record(provider)
    const rustok = defineSystem({ namespace: 'rustok', domains, ...recording })
    const baggage = propagation.createBaggage({ tenant_id: { value: 'acme' } })
    context.with(propagation.setBaggage(context.active(), baggage), () =>
      rustok.database.query(labels, {}, () => 1),
    )
    const samples = await recording.samples()
    expect(samples.get('rustok_spans_created_total{operation="database.query",tenant_id="acme"}')).toBe(1)
  })

  test('operations count when they are not sampled, and when there is no tracing at all', async () => {
    const unsampled = record(provider)
    const tracerProvider = new TracerProvider({ sampler: new AlwaysOffSampler() })
    const sampled = defineSystem({ namespace: 'rustok', domains, ...unsampled, tracerProvider })
    sampled.database.query(labels, {}, () => 1)
    const untraced = record(provider)
    const { meterProvider } = untraced
    defineSystem({ namespace: 'rustok', domains, meterProvider }).database.query(labels, {}, () => 1)
    for (const recording of [unsampled, untraced]) {
      const samples = await recording.samples()
      expect(samples.get('rustok_spans_created_total{operation="database.query",tenant_id="none"}')).toBe(1)
      expect(samples.get('rustok_span_duration_seconds_count{operation="database.query"}')).toBe(1)
    }
  })
})
