import {
  type Context,
  type ContextManager,
  context,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  type TracerProvider,
  trace,
} from '@opentelemetry/api'
import { SimpleSpanProcessor, TracerProvider as Tracing } from '@opentelemetry/sdk-trace'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Recording, record, useContext } from '../../test/domains/recording.ts'
import { setStrict, swallowedErrors } from '../guard/index.ts'
import { LabelledMeter } from '../instruments/labelled/index.ts'
import { createOperation, extract, inject } from './index.ts'
import type { OperationDeclaration } from './types.ts'

const boom = (): never => {
  throw new Error('telemetry is broken')
}
const broken = <T extends object>(real: T): T =>
  new Proxy(real, {
    get: (target, key) => (typeof Reflect.get(target, key) === 'function' ? boom : undefined),
  })

let recording: Recording
const counts = async () =>
  [...(await recording.samples())].filter(([name]) => name.startsWith('runs')).map(([, count]) => count)

function makeOperation(more: Partial<OperationDeclaration> = {}, tracerProvider?: TracerProvider) {
  const meter = new LabelledMeter({ scope: { name: 'test' }, meterProvider: recording.meterProvider })
  const runs = meter.counter({
    type: 'counter',
    name: 'runs_total',
    description: '',
    unit: '',
    labels: [
      { key: 'kind', attribute: 'kind' },
      { key: 'error_type', attribute: 'error_type' },
    ],
  })
  return createOperation(
    {
      name: 'job.run',
      span: { kind: SpanKind.INTERNAL },
      labels: ['kind'],
      metrics: [{ metric: runs, labels: ['kind', 'error_type'], measure: 'count' }],
      ...more,
    },
    { name: 'test', tracerProvider: tracerProvider ?? recording.tracerProvider },
  )
}

/** The work sees nothing of what is broken, sync or async, in success or failure, and is counted each time. */
async function expectUnharmed(operation: ReturnType<typeof makeOperation>, labels: object = { kind: 'a' }) {
  const error = new TypeError('the work failed')
  let calls = 0
  const work = (fails: boolean) => {
    calls++
    if (fails) throw error
    return 42
  }
  const run = (fails: boolean) =>
    operation.run(labels, (running) => {
      running.set({ kind: 'b' }).annotate({ key: 'k' }).event('step')
      return work(fails)
    })
  expect(run(false)).toBe(42)
  expect(() => run(true)).toThrow(error)
  expect(await operation.run(labels, async () => work(false))).toBe(42)
  await expect(operation.run(labels, async () => work(true))).rejects.toBe(error)
  const handle = operation.start(labels)
  expect(handle.span.spanContext().traceId).toHaveLength(32)
  expect(handle.context.getValue(Symbol('x'))).toBeUndefined()
  handle.end()
  expect(calls).toBe(4)
  expect((await counts()).reduce((sum, count) => sum + count, 0)).toBe(5)
}

beforeEach(() => {
  recording = record('BoundMeterProvider')
  useContext()
})
afterEach(() => {
  vi.restoreAllMocks()
  context.disable()
  propagation.disable()
  trace.disable()
})

describe('what is thrown by telemetry never reaches the work', () => {
  it('from a tracer provider', async () => {
    await expectUnharmed(makeOperation({}, { getTracer: boom }))
  })

  it('from a tracer', async () => {
    await expectUnharmed(makeOperation({}, { getTracer: () => ({ startSpan: boom, startActiveSpan: boom }) }))
  })

  it('from every method of a span', async () => {
    const real = trace.wrapSpanContext({ traceId: '0'.repeat(32), spanId: '0'.repeat(16), traceFlags: 1 })
    let span: Span = real
    const tracer = { startSpan: () => span, startActiveSpan: boom }
    span = Object.assign(broken(real), {})
    span = new Proxy(real, {
      get: (target, key) => (key === 'spanContext' ? () => target.spanContext() : boom),
    })
    await expectUnharmed(makeOperation({}, { getTracer: () => tracer }))
  })

  it.each(['onStart', 'onEnd', 'onEnding'])('from a span processor in %s', async (method) => {
    const idle = async () => {}
    const processor = { onStart() {}, onEnd() {}, forceFlush: idle, shutdown: idle, [method]: boom }
    await expectUnharmed(makeOperation({}, new Tracing({ spanProcessors: [processor] })))
  })

  it('from a sampler', async () => {
    const sampler = { shouldSample: boom, toString: () => 'broken' }
    await expectUnharmed(makeOperation({}, new Tracing({ sampler })))
  })

  it('from an exporter', async () => {
    const exporter = { export: boom, shutdown: async () => {} }
    const provider = new Tracing({ spanProcessors: [new SimpleSpanProcessor({ exporter })] })
    await expectUnharmed(makeOperation({}, provider))
  })

  it('from a span-name function, end and failure derivations, and measures', async () => {
    const operation = makeOperation({ span: { name: boom }, end: { kind: boom }, failure: boom })
    await expectUnharmed(operation)
    expect(recording.spans.getFinishedSpans().every((span) => span.name === 'job.run')).toBe(true)
  })

  it('from attributes that are none, or that cannot be read: span, metrics and observer stay', async () => {
    const ended = vi.fn()
    const meter = new LabelledMeter({ scope: { name: 'test' }, meterProvider: recording.meterProvider })
    const runs = meter.counter({ type: 'counter', name: 'runs', description: '', unit: '', labels: [] })
    const operation = createOperation(
      { name: 'job.run', span: {}, labels: [], metrics: [{ metric: runs, labels: [], measure: 'count' }] },
      { name: 'test', tracerProvider: recording.tracerProvider, observer: { ended } },
    )
    const unreadable = Object.defineProperty({}, 'tenant_id', { enumerable: true, get: boom })
    const attributes = [JSON.parse('null'), unreadable, new Proxy({}, { ownKeys: boom, get: boom })]
    for (const each of attributes) expect(operation.run({}, () => 1, { attributes: each })).toBe(1)
    expect(recording.spans.getFinishedSpans()).toHaveLength(3)
    expect(await counts()).toEqual([3])
    expect(ended).toHaveBeenCalledTimes(3)
  })

  it('from labels and attributes that cannot be read', async () => {
    const labels = {
      get kind(): string {
        return boom()
      },
    }
    await expectUnharmed(makeOperation(), labels)
    await expectUnharmedOptions()
    async function expectUnharmedOptions() {
      const attributes = new Proxy({}, { get: boom, ownKeys: boom })
      expect(makeOperation().run({ kind: 'a' }, () => 1, { attributes })).toBe(1)
    }
  })

  it('from a clock', async () => {
    const operation = makeOperation()
    vi.spyOn(performance, 'now').mockImplementation(boom)
    expect(operation.run({ kind: 'a' }, () => 1)).toBe(1)
    expect(await operation.run({ kind: 'a' }, async () => 2)).toBe(2)
    vi.spyOn(performance, 'now').mockReturnValue(Number.NaN)
    expect(operation.run({ kind: 'a' }, () => 3)).toBe(3)
    vi.restoreAllMocks()
    expect(await counts()).toEqual([3])
    vi.spyOn(performance, 'now').mockImplementation(boom)
    vi.spyOn(Date, 'now').mockImplementation(boom)
    const results = [operation.run({ kind: 'a' }, () => 1), await operation.run({ kind: 'a' }, async () => 2)]
    vi.restoreAllMocks()
    expect(results).toEqual([1, 2])
    expect(recording.spans.getFinishedSpans().every((span) => span.duration[0] < 5)).toBe(true)
  })

  it('from a context manager, wherever it fails', async () => {
    const manager = (more: Partial<ContextManager>): ContextManager => ({
      active: () => ROOT_CONTEXT,
      with: (_active, work, self, ...args) => work.apply(self, args),
      bind: (_active, target) => target,
      enable: () => manager(more),
      disable: () => manager(more),
      ...more,
    })
    const after = ((
      _active: Context,
      work: (...args: never[]) => unknown,
      _self: unknown,
      ...args: never[]
    ) => {
      work(...args)
      return boom()
    }) as ContextManager['with']
    for (const more of [
      { active: boom },
      { with: boom },
      { with: after },
      { with: () => undefined as never },
    ]) {
      recording = record('BoundMeterProvider')
      context.disable()
      context.setGlobalContextManager(manager(more))
      await expectUnharmed(makeOperation())
    }
  })

  it('from a metric or an observer', async () => {
    const operation = createOperation(
      {
        name: 'job.run',
        span: {},
        labels: [],
        metrics: [{ metric: { add: boom, bind: boom } as never, labels: [], measure: 'count' }],
        active: { metric: { bind: boom } as never, labels: [] },
      },
      { name: 'test', tracerProvider: recording.tracerProvider, observer: { ended: boom } },
    )
    expect(operation.run({}, () => 1)).toBe(1)
    expect(await operation.run({}, async () => 2)).toBe(2)
    expect(recording.spans.getFinishedSpans()).toHaveLength(2)
  })

  it('from a propagator', () => {
    propagation.disable()
    propagation.setGlobalPropagator({ inject: boom, extract: boom, fields: () => [] })
    expect(inject({ a: 1 })).toEqual({ a: 1 })
    expect(extract({ traceparent: 'x' })).toBe(ROOT_CONTEXT)
  })

  it('is counted, and rethrown in strict mode only', () => {
    const operation = makeOperation({}, { getTracer: () => ({ startSpan: boom, startActiveSpan: boom }) })
    const before = swallowedErrors().get('tracer') ?? 0
    operation.run({ kind: 'a' }, () => {})
    expect(swallowedErrors().get('tracer')).toBe(before + 1)
    setStrict(true)
    try {
      expect(() => operation.start({ kind: 'a' })).toThrow('telemetry is broken')
    } finally {
      setStrict(false)
    }
  })
})

describe('errors that are hostile themselves', () => {
  const hostile: unknown[] = [
    undefined,
    null,
    0,
    '',
    Symbol('s'),
    10n,
    new Proxy({}, { get: boom, has: boom, getPrototypeOf: boom }),
    Object.assign(new Error('x'), { code: { toString: boom } }),
    Object.create(null),
    Object.defineProperty(new Error('x'), 'message', { get: boom }),
    Object.fromEntries([['then', 'not a function']]),
  ]

  it.each(hostile.map((error, index) => [index, error]))(
    'reach the caller as they are (%i)',
    async (_, error) => {
      const operation = makeOperation()
      const thrown = { it: undefined as unknown, was: false }
      try {
        operation.run({ kind: 'a' }, () => {
          throw error
        })
      } catch (caught) {
        thrown.it = caught
        thrown.was = true
      }
      expect(thrown.was).toBe(true)
      expect(Object.is(thrown.it, error)).toBe(true)
      const settled = await operation
        .run({ kind: 'a' }, async () => {
          throw error
        })
        .then(
          () => 'fulfilled',
          (caught: unknown) => Object.is(caught, error),
        )
      expect(settled).toBe(true)
      expect(await counts()).toEqual([2])
      expect(recording.spans.getFinishedSpans()).toHaveLength(2)
    },
  )
})
