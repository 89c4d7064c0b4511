import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import { beforeEach, describe, expect, test } from 'vitest'
import { meterProviders, type Recording, record, useContext } from '../../../test/domains/recording.ts'
import { defineSystem } from '../../catalog/index.ts'
import { eventBus } from './index.ts'

useContext()

describe.each(meterProviders)('event bus on the %s', (provider) => {
  const make = (recording: Recording) =>
    defineSystem({ namespace: 'rustok', domains: { bus: eventBus }, ...recording }).bus
  let recording: Recording
  let bus: ReturnType<typeof make>
  beforeEach(() => {
    recording = record(provider)
    bus = make(recording)
  })
  const created = { event_type: 'ProductCreated', tenant_id: 'acme' }
  const handled = { event_type: 'ProductCreated', handler: 'stock' }
  const series = 'event_type="ProductCreated",handler="stock"'

  test('each record helper moves its metric', async () => {
    bus.published.add(1, created)
    bus.dispatched.add(1, handled)
    bus.queueDepth.record(7, { transport: 'in_memory' })
    bus.processingDuration.record(0.5, handled)
    bus.errors.add(1, { event_type: 'ProductCreated', error_type: 'handler_error' })
    bus.lag.record(2, { event_type: 'ProductCreated' })
    expect(Object.fromEntries(await recording.samples())).toEqual({
      'rustok_event_bus_published_total{event_type="ProductCreated",tenant_id="acme"}': 1,
      [`rustok_event_bus_dispatched_total{${series}}`]: 1,
      'rustok_event_bus_queue_depth{transport="in_memory"}': 7,
      [`rustok_event_bus_processing_duration_seconds_count{${series}}`]: 1,
      [`rustok_event_bus_processing_duration_seconds_sum{${series}}`]: 0.5,
      'rustok_event_bus_errors_total{error_type="handler_error",event_type="ProductCreated"}': 1,
      'rustok_event_bus_lag_seconds_count{event_type="ProductCreated"}': 1,
      'rustok_event_bus_lag_seconds_sum{event_type="ProductCreated"}': 2,
    })
  })

  test('publishing counts the event after it has succeeded, and reports the depth of the queue', async () => {
    const queue: string[] = []
    using _depth = bus.queueDepth.observe({ transport: 'in_memory' }, () => queue.length)
    const before: unknown[] = []
    await bus.publish(created, { message_id: 'm1' }, async () => {
      before.push((await recording.samples()).get(published))
      queue.push('event')
    })
    expect(before).toEqual([undefined])
    const samples = await recording.samples()
    expect(samples.get(published)).toBe(1)
    expect(samples.get('rustok_event_bus_queue_depth{transport="in_memory"}')).toBe(1)
    expect(recording.spans.getFinishedSpans()).toMatchObject([
      {
        name: 'publish ProductCreated',
        kind: SpanKind.PRODUCER,
        attributes: {
          'messaging.destination.name': 'ProductCreated',
          'messaging.message.id': 'm1',
          tenant_id: 'acme',
        },
      },
    ])
  })
  const published = 'rustok_event_bus_published_total{event_type="ProductCreated",tenant_id="acme"}'

  test('an event that could not be published is not counted, and the error comes back untouched', async () => {
    const refused = new Error('queue is full')
    const publishing = bus.publish(created, {}, async () => {
      throw refused
    })
    await expect(publishing).rejects.toBe(refused)
    expect((await recording.samples()).get(published)).toBeUndefined()
    expect(recording.spans.getFinishedSpans()[0]?.status.code).toBe(SpanStatusCode.ERROR)
  })

  test('a handler that succeeds counts as dispatched, with duration and lag', async () => {
    const published_at = new Date(Date.now() - 60_000)
    const result = await bus.dispatch(handled, { published_at, message_id: 'm1' }, async () => 'done')
    expect(result).toBe('done')
    const samples = await recording.samples()
    expect(samples.get(`rustok_event_bus_dispatched_total{${series}}`)).toBe(1)
    expect(samples.get(`rustok_event_bus_processing_duration_seconds_count{${series}}`)).toBe(1)
    expect(samples.get('rustok_event_bus_lag_seconds_count{event_type="ProductCreated"}')).toBe(1)
    expect(
      samples.get('rustok_event_bus_lag_seconds_sum{event_type="ProductCreated"}'),
    ).toBeGreaterThanOrEqual(60)
    expect([...samples.keys()].filter((name) => name.includes('errors'))).toEqual([])
    expect(recording.spans.getFinishedSpans()).toMatchObject([
      { name: 'process ProductCreated', kind: SpanKind.CONSUMER },
    ])
  })

  test('a handler that fails counts as an error, its duration is recorded, and its error is rethrown', async () => {
    const failure = new Error('out of stock')
    await expect(bus.dispatch(handled, {}, () => Promise.reject(failure))).rejects.toBe(failure)
    expect(() =>
      bus.dispatch(handled, {}, () => {
        throw new TypeError('no such product')
      }),
    ).toThrow(TypeError)
    const samples = await recording.samples()
    const errors = (type: string) =>
      samples.get(`rustok_event_bus_errors_total{error_type="${type}",event_type="ProductCreated"}`)
    expect(errors('handler_error')).toBe(1)
    expect(errors('TypeError')).toBe(1)
    expect(samples.get(`rustok_event_bus_dispatched_total{${series}}`)).toBeUndefined()
    expect(samples.get(`rustok_event_bus_processing_duration_seconds_count{${series}}`)).toBe(2)
    const types = recording.spans.getFinishedSpans().map(({ attributes }) => attributes['error.type'])
    expect(types).toEqual(['handler_error', 'TypeError'])
  })

  test('a handler can name its failure itself', async () => {
    const handling = bus.dispatch(handled, {}, async (operation) => {
      operation.set({ error_type: 'out_of_stock' })
      throw new Error()
    })
    await expect(handling).rejects.toThrow()
    const samples = await recording.samples()
    expect(
      samples.get('rustok_event_bus_errors_total{error_type="out_of_stock",event_type="ProductCreated"}'),
    ).toBe(1)
  })

  test('the trace and the baggage go with the event: the handler is a child of the publisher', async () => {
    const headers: Record<string, string> = {}
    const baggage = propagation.createBaggage({ tenant_id: { value: 'acme' } })
    await context.with(propagation.setBaggage(context.active(), baggage), () =>
      bus.publish(created, { headers }, async () => {}),
    )
    expect(headers).toMatchObject({ traceparent: expect.stringMatching(/^00-/), baggage: 'tenant_id=acme' })
    const tenant = await bus.dispatch(handled, { headers }, async () =>
      propagation.getActiveBaggage()?.getEntry('tenant_id'),
    )
    expect(tenant?.value).toBe('acme')
    const [publisher, consumer] = recording.spans.getFinishedSpans()
    expect(consumer?.parentSpanContext?.spanId).toBe(publisher?.spanContext().spanId)
    expect(consumer?.spanContext().traceId).toBe(publisher?.spanContext().traceId)
  })

  test('a batch is linked to each of its events and is a child of none', async () => {
    const batch = [{}, {}, {}]
    for (const headers of batch) await bus.publish(created, { headers }, async () => {})
    await bus.dispatch(handled, { headers: batch }, async () => {})
    const spans = recording.spans.getFinishedSpans()
    const consumer = spans.at(-1)
    expect(consumer?.parentSpanContext).toBeUndefined()
    expect(consumer?.links.map((link) => link.context.spanId)).toEqual(
      spans.slice(0, 3).map((span) => span.spanContext().spanId),
    )
  })

  test('an event of a batch that brings no trace has no link, also not to the span around', async () => {
    const traced = {}
    await bus.publish(created, { headers: traced }, async () => {})
    const tracer = recording.tracerProvider.getTracer('test')
    tracer.startActiveSpan('around', () => bus.dispatch(handled, { headers: [traced, {}] }, () => {}))
    const [publisher, consumer] = recording.spans.getFinishedSpans()
    expect(consumer?.links.map((link) => link.context.spanId)).toEqual([publisher?.spanContext().spanId])
  })

  test('headers that are no headers change nothing', async () => {
    for (const headers of [{ traceparent: 'nonsense' }, { traceparent: 7n }, [null], [], 'text', null]) {
      const given = JSON.parse('{}')
      given.headers = headers
      expect(await bus.dispatch(handled, given, async () => trace.getActiveSpan() !== undefined)).toBe(true)
      expect(await bus.publish(created, given, async () => 'sent')).toBe('sent')
    }
    const samples = await recording.samples()
    expect(samples.get(`rustok_event_bus_dispatched_total{${series}}`)).toBe(6)
  })

  test('a moment in the future is no wait, and what is no moment is no lag', async () => {
    const lag = 'rustok_event_bus_lag_seconds_count{event_type="ProductCreated"}'
    for (const published_at of [new Date(Number.NaN), Number.POSITIVE_INFINITY, undefined]) {
      bus.dispatch(handled, { published_at }, () => {})
    }
    expect((await recording.samples()).get(lag)).toBeUndefined()
    bus.dispatch(handled, { published_at: Date.now() + 3_600_000 }, () => {})
    const samples = await recording.samples()
    expect(samples.get(lag)).toBe(1)
    expect(samples.get('rustok_event_bus_lag_seconds_sum{event_type="ProductCreated"}')).toBe(0)
  })

  test('a handle that is started records the same', async () => {
    const operation = bus.dispatch.start(handled, { details: { published_at: Date.now() - 1000 } })
    operation.end()
    const samples = await recording.samples()
    expect(samples.get(`rustok_event_bus_dispatched_total{${series}}`)).toBe(1)
    expect(samples.get('rustok_event_bus_lag_seconds_count{event_type="ProductCreated"}')).toBe(1)
  })
})
