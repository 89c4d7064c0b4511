import { context, propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { meterProviders, type Recording, record, useContext } from '../../test/domains/recording.ts'
import { LabelledMeter } from '../instruments/labelled/index.ts'
import { createOperation } from './index.ts'
import type { OperationDeclaration, OperationObserver } from './types.ts'

useContext()

describe.each(meterProviders)('an operation on %s', (provider) => {
  let recording: Recording
  const samples = async () => Object.fromEntries(await recording.samples())
  const spans = () => recording.spans.getFinishedSpans()

  beforeEach(() => {
    recording = record(provider)
  })

  function makeQuery(more: Partial<OperationDeclaration> = {}, observer?: OperationObserver) {
    const meter = new LabelledMeter({ scope: { name: 'test' }, meterProvider: recording.meterProvider })
    const label = (key: string) => ({ key, attribute: key })
    const duration = meter.histogram({
      type: 'histogram',
      name: 'duration_seconds',
      description: '',
      unit: 's',
      labels: [label('type'), label('table')],
    })
    const errors = meter.counter({
      type: 'counter',
      name: 'errors_total',
      description: '',
      unit: '',
      labels: [label('type'), label('error_type')],
    })
    const running = meter.upDownCounter({
      type: 'upDownCounter',
      name: 'running',
      description: '',
      unit: '',
      labels: [label('type')],
    })
    return createOperation(
      {
        name: 'database.query',
        span: {
          kind: SpanKind.CLIENT,
          labels: { type: 'db.operation.name', table: 'db.collection.name' },
          attributes: { sql: 'db.query.text' },
          constant: { 'db.system.name': 'postgresql' },
        },
        labels: ['type', 'table'],
        metrics: [
          { metric: duration, labels: ['type', 'table'], measure: 'duration' },
          { metric: errors, labels: ['type', 'error_type'], measure: 'count', on: 'failure' },
        ],
        active: { metric: running, labels: ['type'] },
        ...more,
      },
      {
        name: 'shop',
        version: '1.2.3',
        tracerProvider: recording.tracerProvider,
        ...(observer && { observer }),
      },
    )
  }

  it('yields a span with semantic-convention keys, and its metrics, for what returns', async () => {
    const query = makeQuery()
    const result = query.run({ type: 'select', table: 'products' }, () => 42, {
      attributes: { sql: 'select 1', unmapped: 'x' },
    })
    expect(result).toBe(42)
    const [span] = spans()
    expect(span).toMatchObject({
      name: 'database.query',
      kind: SpanKind.CLIENT,
      status: { code: SpanStatusCode.UNSET },
      attributes: {
        'db.system.name': 'postgresql',
        'db.operation.name': 'select',
        'db.collection.name': 'products',
        'db.query.text': 'select 1',
      },
      instrumentationScope: { name: 'shop', version: '1.2.3' },
      events: [],
    })
    expect(Object.keys(span?.attributes ?? {})).toHaveLength(4)
    expect(await samples()).toMatchObject({
      'duration_seconds_count{table="products",type="select"}': 1,
      'running{type="select"}': 0,
    })
  })

  it('records the very seconds that its span lasts', async () => {
    const query = makeQuery()
    await query.run({ type: 'select', table: 't' }, () => new Promise((resolve) => setTimeout(resolve, 15)))
    const [span] = spans()
    const [seconds = 0, nanos = 0] = span?.duration ?? []
    const recorded = (await samples())['duration_seconds_sum{table="t",type="select"}']
    expect(recorded).toBe((seconds * 1e9 + nanos) / 1e9)
    expect(recorded).toBeGreaterThan(0.01)
  })

  it('works inside its context, and is the parent of what is started there', async () => {
    const query = makeQuery()
    await query.run({ type: 'select', table: 't' }, async (operation) => {
      expect(trace.getSpan(context.active())).toBe(operation.span)
      await Promise.resolve()
      expect(trace.getSpan(context.active())).toBe(operation.span)
      query.run({ type: 'insert', table: 't' }, () => {})
    })
    expect(trace.getSpan(context.active())).toBeUndefined()
    const [inner, outer] = spans()
    expect(inner?.parentSpanContext?.spanId).toBe(outer?.spanContext().spanId)
  })

  it('counts what runs now, and ends it under the labels that it began with', async () => {
    const query = makeQuery()
    const operation = query.start({ type: 'select' })
    expect(await samples()).toEqual({ 'running{type="select"}': 1 })
    operation.set({ type: 'insert' }).end()
    expect(await samples()).toMatchObject({ 'running{type="select"}': 0 })
  })

  it('takes labels that are known only later, for its metrics, its span and its name', async () => {
    const query = makeQuery({
      span: {
        name: ({ type, table }) => `${type} ${table ?? '?'}`,
        labels: { table: 'db.collection.name' },
        attributes: { rows: 'db.rows' },
      },
    })
    query.run({ type: 'select' }, (operation) => {
      operation.set({ table: 'orders' }).annotate({ rows: 3, secret: 'x' }).event('fetched', { page: 1 })
    })
    const [span] = spans()
    expect(span?.name).toBe('select orders')
    expect(span?.attributes).toEqual({ type: 'select', 'db.collection.name': 'orders', 'db.rows': 3 })
    expect(span?.events).toMatchObject([{ name: 'fetched', attributes: { page: 1 } }])
    expect(await samples()).toHaveProperty(['duration_seconds_count{table="orders",type="select"}'], 1)
  })

  it('keeps the type of a label on the span, where the metric has its string', async () => {
    makeQuery().run({ type: 'select', table: 5 }, () => {})
    expect(spans()[0]?.attributes['db.collection.name']).toBe(5)
    expect(await samples()).toHaveProperty(['duration_seconds_count{table="5",type="select"}'], 1)
  })

  it('fails with the error that is thrown, which reaches the caller as it is', async () => {
    const query = makeQuery()
    const error = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })
    const fail = () => {
      throw error
    }
    expect(() => query.run({ type: 'select', table: 't' }, fail)).toThrow(error)
    await expect(query.run({ type: 'select', table: 't' }, async () => fail())).rejects.toBe(error)
    for (const span of spans()) {
      expect(span.status).toEqual({ code: SpanStatusCode.ERROR, message: 'refused' })
      expect(span.attributes['error.type']).toBe('ECONNREFUSED')
      expect(span.events).toMatchObject([
        {
          name: 'exception',
          attributes: { 'exception.message': 'refused', 'exception.type': 'ECONNREFUSED' },
        },
      ])
      expect(span.events[0]?.time).toEqual(span.endTime)
    }
    expect(await samples()).toMatchObject({
      'errors_total{error_type="ECONNREFUSED",type="select"}': 2,
      'duration_seconds_count{table="t",type="select"}': 2,
      'running{type="select"}': 0,
    })
  })

  it('fails without a throw when `fail` is called, and keeps to the first thing said', async () => {
    const query = makeQuery()
    query.run({ type: 'select', table: 't' }, (operation) => operation.fail(503))
    const run = () =>
      query.run({ type: 'select', table: 't' }, (operation) => {
        operation.fail('timeout')
        throw new TypeError('later')
      })
    expect(run).toThrow('later')
    expect(spans().map((span) => span.attributes['error.type'])).toEqual(['503', 'timeout'])
    expect(await samples()).toMatchObject({
      'errors_total{error_type="503",type="select"}': 1,
      'errors_total{error_type="timeout",type="select"}': 1,
    })
  })

  it('fails when its final labels say so', async () => {
    const query = makeQuery({ failure: ({ table }) => (table === 'gone' ? '404' : undefined) })
    query.run({ type: 'select' }, (operation) => operation.set({ table: 'gone' }))
    query.run({ type: 'select' }, (operation) => operation.set({ table: 'there' }))
    const [gone, there] = spans()
    expect(gone?.attributes['error.type']).toBe('404')
    expect(gone?.status).toEqual({ code: SpanStatusCode.ERROR })
    expect(gone?.events).toEqual([])
    expect(there?.status.code).toBe(SpanStatusCode.UNSET)
    expect(await samples()).toHaveProperty(['errors_total{error_type="404",type="select"}'], 1)
  })

  it('derives labels from result or error, unless they were set', async () => {
    const query = makeQuery({
      end: {
        table: ({ value, failed, aborted }) => (aborted ? 'aborted' : failed ? 'failed' : `got ${value}`),
      },
    })
    query.run({ type: 'a' }, () => 7)
    query.run({ type: 'b', table: 'set' }, () => 7)
    expect(() =>
      query.run({ type: 'c' }, () => {
        throw new Error('x')
      }),
    ).toThrow()
    await query.run({ type: 'd' }, async () => 8)
    expect(spans().map((span) => span.attributes['db.collection.name'])).toEqual([
      'got 7',
      'set',
      'failed',
      'got 8',
    ])
  })

  it('does not count an abort as a failure: the status stays unset, the outcome says it', async () => {
    const query = makeQuery({ end: { table: ({ aborted }) => (aborted ? 'aborted' : 'done') } })
    const abort = new AbortController()
    const reason = new Error('the user left')
    abort.abort(reason)
    const work = async (): Promise<never> => {
      throw reason
    }
    await expect(query.run({ type: 'a' }, work, { signal: abort.signal })).rejects.toBe(reason)
    expect(() => query.run({ type: 'a' }, () => AbortSignal.abort().throwIfAborted())).toThrow()
    for (const span of spans()) {
      expect(span.status.code).toBe(SpanStatusCode.UNSET)
      expect(span.attributes).not.toHaveProperty('error.type')
      expect(span.events).toEqual([])
    }
    expect(await samples()).toEqual({
      'duration_seconds_count{table="aborted",type="a"}': 2,
      'duration_seconds_sum{table="aborted",type="a"}': expect.any(Number),
      'running{type="a"}': 0,
    })
  })

  it('counts a timeout as a failure, and a reason without its signal too', () => {
    const query = makeQuery()
    const signal = AbortSignal.abort(new DOMException('slow', 'TimeoutError'))
    expect(() => query.run({ type: 'a' }, () => signal.throwIfAborted(), { signal })).toThrow()
    const other = AbortSignal.abort(new RangeError('left'))
    expect(() => query.run({ type: 'a' }, () => other.throwIfAborted())).toThrow()
    expect(spans().map((span) => span.attributes['error.type'])).toEqual(['TimeoutError', 'RangeError'])
  })

  it('records numbers that were given as attributes or that a function reads from the outcome', async () => {
    const meter = new LabelledMeter({ scope: { name: 'test' }, meterProvider: recording.meterProvider })
    const histogram = (name: string) =>
      meter.histogram({ type: 'histogram', name, description: '', unit: 'By', labels: [] })
    const operation = makeQuery({
      metrics: [
        { metric: histogram('given_bytes'), labels: [], measure: { value: 'size' } },
        { metric: histogram('read_bytes'), labels: [], measure: ({ value }) => (value as string[]).length },
      ],
    })
    operation.run({ type: 'a' }, () => ['x', 'y'], { attributes: { size: 10 } })
    operation.run({ type: 'a' }, (running) => {
      running.annotate({ size: 1 }).annotate({ size: 30 })
      return []
    })
    operation.run({ type: 'a' }, () => ['x'])
    expect(await samples()).toMatchObject({
      given_bytes_count: 2,
      given_bytes_sum: 40,
      read_bytes_count: 3,
      read_bytes_sum: 3,
    })
  })

  it('ends with `using`, once, and takes nothing after that', async () => {
    const query = makeQuery()
    {
      using operation = query.start({ type: 'select', table: 't' })
      operation.annotate({ sql: 'x' })
    }
    const kept = query.start({ type: 'select', table: 't' })
    kept.end()
    kept.set({ table: 'late' }).annotate({ sql: 'late' }).event('late').fail(new Error('late')).end()
    expect(spans()).toHaveLength(2)
    expect(spans()[1]).toMatchObject({ status: { code: SpanStatusCode.UNSET }, events: [] })
    expect(await samples()).toMatchObject({ 'duration_seconds_count{table="t",type="select"}': 2 })
  })

  it('continues a given parent, and carries links', () => {
    const query = makeQuery()
    const remote = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 }
    const parent = trace.setSpanContext(ROOT_CONTEXT, { ...remote, isRemote: true })
    query.run({ type: 'a' }, () => {}, { parent, links: [{ context: remote, attributes: { why: 'batch' } }] })
    const [span] = spans()
    expect(span?.spanContext().traceId).toBe(remote.traceId)
    expect(span?.parentSpanContext?.spanId).toBe(remote.spanId)
    expect(span?.links).toMatchObject([{ context: remote, attributes: { why: 'batch' } }])
  })

  it('adds to the active span instead of starting one, and leaves its end to its owner', async () => {
    const query = makeQuery()
    const tracer = recording.tracerProvider.getTracer('instrumentation')
    tracer.startActiveSpan('GET', (span) => {
      const run = () =>
        query.run(
          { type: 'select' },
          (operation) => {
            expect(operation.span).toBe(span)
            operation.set({ table: 't' })
            throw new TypeError('x')
          },
          { span: 'active', attributes: { sql: 'select 1' } },
        )
      expect(run).toThrow('x')
      expect(span.isRecording()).toBe(true)
      span.end()
    })
    expect(spans()).toHaveLength(1)
    expect(spans()[0]).toMatchObject({
      name: 'GET',
      status: { code: SpanStatusCode.ERROR },
      attributes: { 'db.operation.name': 'select', 'db.collection.name': 't', 'error.type': 'TypeError' },
    })
    query.run({ type: 'select' }, () => {}, { span: 'active' })
    expect(spans()[1]?.name).toBe('database.query')
  })

  it('keeps the active span that it adds to, wherever the handle ends', async () => {
    const query = makeQuery()
    const tracer = recording.tracerProvider.getTracer('instrumentation')
    const { span, handle } = tracer.startActiveSpan('GET', (active) => ({
      span: active,
      handle: query.start({ type: 'select' }, { span: 'active' }),
    }))
    expect(trace.getSpan(handle.context)).toBe(span)
    handle.end()
    span.end()
    if (provider === 'official MeterProvider') return
    const duration = (await recording.metrics()).find(
      ({ descriptor }) => descriptor.name === 'duration_seconds',
    )
    const { traceId, spanId } = span.spanContext()
    expect(duration?.dataPoints).toMatchObject([{ exemplars: [{ traceId, spanId }] }])
  })

  it('tells the observer of every operation, with the tenant of its label, attribute or baggage', async () => {
    const observer = { ended: vi.fn() }
    const query = makeQuery({ labels: ['type', 'table', 'tenant_id'] }, observer)
    const baggage = propagation.setBaggage(
      ROOT_CONTEXT,
      propagation.createBaggage({ tenant_id: { value: 'carried' } }),
    )
    query.run({ type: 'a' }, () => {})
    query.run({ type: 'a', tenant_id: 'labelled' }, () => {}, { parent: baggage })
    query.run({ type: 'a' }, () => {}, { attributes: { tenant_id: 'given' }, parent: baggage })
    context.with(baggage, () => query.run({ type: 'a' }, () => {}))
    await expect(query.run({ type: 'a' }, async () => Promise.reject(new TypeError()))).rejects.toThrow()
    const told = observer.ended.mock.calls.map(([name, tenant, seconds, type]) => [
      name,
      tenant,
      seconds > 0,
      type,
    ])
    expect(told).toEqual([
      ['database.query', 'none', true, undefined],
      ['database.query', 'labelled', true, undefined],
      ['database.query', 'given', true, undefined],
      ['database.query', 'carried', true, undefined],
      ['database.query', 'none', true, 'TypeError'],
    ])
  })

  it('refuses an end derivation of a label that it does not declare', () => {
    expect(() => makeQuery({ end: { result: () => 'ok' } })).toThrow(
      'The operation database.query derives the label "result" at its end, and does not declare it.',
    )
  })

  it('keeps giving the right numbers past the number of label sets that it remembers', async () => {
    const query = makeQuery()
    for (let index = 0; index < 5_000; index++) query.run({ type: 'a', table: `t${index}` }, () => {})
    const counts = Object.entries(await samples()).filter(([name]) =>
      name.startsWith('duration_seconds_count'),
    )
    expect(counts.reduce((sum, [, count]) => sum + count, 0)).toBe(5_000)
  })
})
