import { SpanKind, SpanStatusCode } from '@opentelemetry/api'
import { beforeEach, describe, expect, test } from 'vitest'
import { meterProviders, type Recording, record, useContext } from '../../../test/domains/recording.ts'
import { defineSystem } from '../../catalog/index.ts'
import { droppedAttributes } from '../../guard/index.ts'
import { type Delivery, webhook } from './index.ts'

useContext()

describe.each(meterProviders)('webhook on the %s', (provider) => {
  const make = (recording: Recording) =>
    defineSystem({
      namespace: '',
      domains: { webhook: webhook.with({ labels: { subscriber: 'partner_id' } }) },
      ...recording,
    }).webhook
  let recording: Recording
  let meter: ReturnType<typeof make>
  beforeEach(() => {
    recording = record(provider)
    meter = make(recording)
  })
  const to = { event_type: 'call_ended', subscriber: 'xyz' }
  const first: Delivery = { enqueued_at: Date.now(), attempt: 1, attempts: 3, worker_id: 'w1' }
  /** What was counted, without the namespace and with the count alone of histograms. */
  const counted = async () =>
    Object.fromEntries(
      [...(await recording.samples())].flatMap(([name, value]) =>
        name.includes('_sum') ? [] : [[name.replace('webhook_', ''), value]],
      ),
    )

  test('a webhook is queued once it is in the queue', async () => {
    await expect(meter.enqueue(to, {}, () => Promise.reject(new Error('full')))).rejects.toThrow('full')
    await meter.enqueue(to, {}, async () => {})
    expect(await counted()).toEqual({ 'queued_total{event_type="call_ended",partner_id="xyz"}': 1 })
  })

  test.each([200, 201, 202, 204, 299])('an answer of %i is a delivery', async (status) => {
    const answer = { status }
    expect(await meter.deliver(to, first, async () => answer)).toEqual({ outcome: 'delivered', answer })
    expect(await counted()).toEqual({
      'delivered_total{event_type="call_ended",partner_id="xyz"}': 1,
      'delivery_latency_seconds_count{partner_id="xyz"}': 1,
      'queue_processing_duration_seconds_count{partner_id="xyz"}': 1,
      'worker_processed_total{worker_id="w1"}': 1,
    })
  })

  test('a refused attempt is to be tried again, and is not settled', async () => {
    const settlement = await meter.deliver(to, first, () => ({ status: 503 }))
    expect(settlement).toEqual({ outcome: 'retry', answer: { status: 503 } })
    expect(await counted()).toEqual({
      'failed_total{event_type="call_ended",partner_id="xyz",status_code="503"}': 1,
      'delivery_latency_seconds_count{partner_id="xyz"}': 1,
      'worker_processed_total{worker_id="w1"}': 1,
    })
    expect(recording.spans.getFinishedSpans()).toMatchObject([
      {
        kind: SpanKind.CLIENT,
        status: { code: SpanStatusCode.ERROR },
        attributes: { 'error.type': '503', 'http.response.status_code': 503 },
      },
    ])
  })

  test('an attempt without an answer is a failure of status 0, and its error an outcome', async () => {
    const refused = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })
    expect(await meter.deliver(to, first, () => Promise.reject(refused))).toEqual({
      outcome: 'retry',
      error: refused,
    })
    const off = new DOMException('the worker ends', 'AbortError')
    expect(await meter.deliver(to, first, () => Promise.reject(off))).toEqual({
      outcome: 'retry',
      error: off,
    })
    const failed = 'failed_total{event_type="call_ended",partner_id="xyz",status_code="0"}'
    expect(await counted()).toMatchObject({ [failed]: 1 })
    expect(recording.spans.getFinishedSpans()[0]?.attributes).toMatchObject({ 'error.type': 'ECONNREFUSED' })
    expect(recording.spans.getFinishedSpans()[0]?.attributes).not.toHaveProperty('http.response.status_code')
  })

  test('an attempt that is called off has neither failed nor arrived, and is never the last', async () => {
    const off = new DOMException('the worker ends', 'AbortError')
    expect(await meter.deliver(to, { ...first, attempt: 3 }, () => Promise.reject(off))).toEqual({
      outcome: 'retry',
      error: off,
    })
    const names = Object.keys(await counted()).join()
    expect(names).not.toMatch(/failed|delivered|dead_letter|queue_processing/)
  })

  test('retries are counted by attempt; a last one that fails is a dead letter, one that succeeds is not', async () => {
    await meter.deliver(to, { ...first, attempt: 2 }, () => ({ status: 500 }))
    const last = { ...first, attempt: 3, enqueued_at: Date.now() - 20_000 }
    expect(await meter.deliver(to, last, () => ({ status: 500 }))).toMatchObject({ outcome: 'dead-letter' })
    expect(await meter.deliver(to, last, () => ({ status: 200 }))).toMatchObject({ outcome: 'delivered' })
    expect(await counted()).toMatchObject({
      'retry_attempts_total{attempt_number="2",partner_id="xyz"}': 1,
      'retry_attempts_total{attempt_number="3",partner_id="xyz"}': 2,
      'dead_letter_total{event_type="call_ended",partner_id="xyz"}': 1,
      'delivered_total{event_type="call_ended",partner_id="xyz"}': 1,
      'queue_processing_duration_seconds_count{partner_id="xyz"}': 2,
      'worker_processed_total{worker_id="w1"}': 3,
    })
    const seconds = (await recording.samples()).get(
      'webhook_queue_processing_duration_seconds_sum{partner_id="xyz"}',
    )
    expect(seconds).toBeGreaterThanOrEqual(39)
  })

  test('a clock that is ahead costs no measurement', async () => {
    await meter.deliver(to, { ...first, enqueued_at: new Date(Date.now() + 60_000) }, () => ({ status: 200 }))
    const samples = await recording.samples()
    expect(samples.get('webhook_queue_processing_duration_seconds_count{partner_id="xyz"}')).toBe(1)
    expect(samples.get('webhook_queue_processing_duration_seconds_sum{partner_id="xyz"}')).toBe(0)
  })

  test('a worker that is bound is not named again', async () => {
    const before = droppedAttributes().get('unknown_label') ?? 0
    const bound = meter({ worker_id: 'w7' })
    using _worker = bound.worker({})
    const { worker_id: _, ...rest } = first
    await bound.deliver(to, rest, () => ({ status: 200 }))
    await bound.deliver(to, { ...rest, worker_id: 'w8' } as typeof rest, () => ({ status: 200 }))
    const samples = await recording.samples()
    expect(samples.get('webhook_worker_processed_total{worker_id="w7"}')).toBe(2)
    expect(samples.get('webhook_worker_uptime_seconds{worker_id="w7"}')).toBeGreaterThanOrEqual(0)
    expect(samples.get('webhook_active_workers')).toBe(1)
    expect(droppedAttributes().get('unknown_label') ?? 0).toBe(before)
  })

  test('two workers of one name are two workers, and none of them twice as old', async () => {
    const since = performance.now()
    using _one = meter.worker({ worker_id: 'w1' })
    using _two = meter.worker({ worker_id: 'w1' })
    // As long as what came before takes, at least: two ages added up are then more than has gone by.
    const made = performance.now() - since
    while (performance.now() - since < 3 * made) await new Promise(setImmediate)
    const samples = await recording.samples()
    expect(samples.get('webhook_worker_uptime_seconds{worker_id="w1"}')).toBeLessThanOrEqual(
      (performance.now() - since) / 1_000,
    )
    expect(samples.get('webhook_active_workers')).toBe(2)
  })

  test('an attempt that has no number is no retry, and its series is one', async () => {
    for (const attempt of [2.5, '3', Number.NaN, -1, 1e9]) {
      await meter.deliver(to, { ...first, attempt: attempt as number, attempts: 1e12 }, () => ({
        status: 500,
      }))
    }
    meter.retryAttempts.add(1, { partner_id: 'xyz', attempt_number: 'first' })
    const retries = Object.entries(await counted()).filter(([name]) => name.startsWith('retry_attempts'))
    expect(Object.fromEntries(retries)).toEqual({
      'retry_attempts_total{attempt_number="2",partner_id="xyz"}': 1,
      'retry_attempts_total{attempt_number="3",partner_id="xyz"}': 1,
      'retry_attempts_total{attempt_number="10",partner_id="xyz"}': 1,
      'retry_attempts_total{attempt_number="_OTHER",partner_id="xyz"}': 1,
    })
  })

  test('numbers that a store gives as texts are numbers', async () => {
    const stored = { ...first, attempt: '10', attempts: '9', enqueued_at: String(Date.now() - 5_000) }
    // @ts-expect-error: what JavaScript callers may hand over
    const { outcome } = await meter.deliver(to, stored, () => ({ status: 500 }))
    expect(outcome).toBe('dead-letter')
    const seconds = (await recording.samples()).get(
      'webhook_queue_processing_duration_seconds_sum{partner_id="xyz"}',
    )
    expect(seconds).toBeGreaterThanOrEqual(5)
  })

  test('the span of a retry says how often it was sent before, and where to, without the secrets of the address', async () => {
    const url = 'https://user:secret@hooks.example:8443/t/token?key=secret'
    await meter.deliver(to, { ...first, attempt: 3, attempts: 9, url }, () => ({ status: 200 }))
    await meter.deliver(to, { ...first, url: 'no address' }, () => ({ status: 200 }))
    const [retry, strange] = recording.spans.getFinishedSpans().map(({ attributes }) => attributes)
    expect(retry).toMatchObject({
      'http.request.resend_count': 2,
      'http.request.method': 'POST',
      'server.address': 'hooks.example',
      'server.port': 8443,
    })
    expect(JSON.stringify(retry)).not.toMatch(/secret|token/)
    expect(Object.keys(strange ?? {})).not.toContain('server.address')
    expect(Object.keys(strange ?? {})).not.toContain('http.request.resend_count')
  })

  test('no metric is given a label that it does not have', async () => {
    const before = droppedAttributes().get('unknown_label') ?? 0
    await meter.deliver(to, { ...first, attempt: 2 }, () => ({ status: 500 }))
    await meter.deliver(to, { ...first, attempt: 3 }, () => ({ status: 200 }))
    expect(droppedAttributes().get('unknown_label') ?? 0).toBe(before)
  })

  test('attempts without end are few series', async () => {
    for (let attempt = 1; attempt <= 40; attempt++) {
      await meter.deliver(to, { ...first, attempt, attempts: 100 }, () => ({ status: 500 }))
    }
    const retries = Object.entries(await counted()).filter(([name]) => name.startsWith('retry_attempts'))
    expect(retries).toHaveLength(9)
    expect(Object.fromEntries(retries)).toMatchObject({
      'retry_attempts_total{attempt_number="10",partner_id="xyz"}': 31,
    })
  })

  test('the trace runs from the event to the subscriber', async () => {
    const headers: Record<string, string> = {}
    meter.enqueue(to, { headers, webhook_id: 'h1' }, () => {})
    let sent: Record<string, string> = {}
    await meter.deliver(to, { ...first, headers, webhook_id: 'h1' }, (own) => {
      sent = own
      return { status: 200 }
    })
    const [enqueue, deliver] = recording.spans.getFinishedSpans()
    expect(deliver?.parentSpanContext?.spanId).toBe(enqueue?.spanContext().spanId)
    expect(sent.traceparent).toContain(deliver?.spanContext().spanId)
  })

  test('an answer that makes no sense is a failure of status 0', async () => {
    for (const answer of [{ status: 42 }, { status: Number.NaN }, { status: '200 OK' }]) {
      // @ts-expect-error: what JavaScript callers may hand over
      expect((await meter.deliver(to, first, () => answer)).outcome).toBe('retry')
    }
    const failed = 'failed_total{event_type="call_ended",partner_id="xyz",status_code="0"}'
    expect(await counted()).toMatchObject({ [failed]: 3 })
    const nothing = JSON.parse('null')
    expect((await meter.deliver(to, first, () => nothing)).outcome).toBe('retry')
  })

  test('workers are there as long as they are, and none is a number too', async () => {
    const workers = async () =>
      Object.fromEntries(
        [...(await recording.samples())].map(([name, value]) => [
          name,
          name.includes('uptime') ? 'up' : value,
        ]),
      )
    const one = meter.worker({ worker_id: 'w1' })
    const two = meter.worker({ worker_id: 'w2' })
    expect(await workers()).toEqual({
      webhook_active_workers: 2,
      'webhook_worker_uptime_seconds{worker_id="w1"}': 'up',
      'webhook_worker_uptime_seconds{worker_id="w2"}': 'up',
    })
    two[Symbol.dispose]()
    two[Symbol.dispose]()
    expect(await workers()).toMatchObject({ webhook_active_workers: 1 })
    one[Symbol.dispose]()
    expect(await workers()).toMatchObject({ webhook_active_workers: 0 })
  })
})
