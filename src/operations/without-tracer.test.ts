import { context, metrics, propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { record, useContext } from '../../test/domains/recording.ts'
import { attachMeters, detachMeters, disableMeters, LabelledMeter } from '../instruments/labelled/index.ts'
import { createOperation, extract, inject } from './index.ts'

useContext()
const remote = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' }

let names = 0
function make(meterProvider?: ReturnType<typeof record>['meterProvider']) {
  const meter = new LabelledMeter({ scope: { name: 'test' }, ...(meterProvider && { meterProvider }) })
  const name = `without_tracer_${names++}`
  const counter = meter.counter({ type: 'counter', name, description: '', unit: '', labels: [] })
  const active = meter.upDownCounter({
    type: 'upDownCounter',
    name: `${name}_active`,
    description: '',
    unit: '',
    labels: [],
  })
  const operation = createOperation(
    {
      name: 'job.run',
      span: {},
      labels: [],
      metrics: [{ metric: counter, labels: [], measure: 'count' }],
      active: { metric: active, labels: [] },
    },
    { name: 'test' },
  )
  return { name, operation }
}

afterEach(() => {
  trace.disable()
  metrics.disable()
  detachMeters()
})

describe('an operation without a tracer provider', () => {
  it('makes no span and no context, and the metrics all the same', async () => {
    const recording = record('BoundMeterProvider')
    const { name, operation } = make(recording.meterProvider)
    const entered = vi.spyOn(context, 'with')
    const result = operation.run({}, (running) => {
      expect(running.span.isRecording()).toBe(false)
      expect(running.context).toBe(context.active())
      return 7
    })
    expect(result).toBe(7)
    expect(await operation.run({}, async () => 8)).toBe(8)
    expect(entered).not.toHaveBeenCalled()
    expect(Object.fromEntries(await recording.samples())).toEqual({ [name]: 2, [`${name}_active`]: 0 })
  })

  it('carries a remote parent on, so that the trace goes through this process', () => {
    const { operation } = make(record('BoundMeterProvider').meterProvider)
    operation.run({}, () => expect(inject({})).toEqual(remote), { parent: extract(remote) })
    expect(inject({})).toEqual({})
  })

  it('makes spans as soon as a provider is registered, and none once it is gone', async () => {
    const recording = record('BoundMeterProvider')
    const { operation } = make(recording.meterProvider)
    operation.run({}, () => {})
    trace.setGlobalTracerProvider(recording.tracerProvider)
    operation.run({}, () => {})
    trace.disable()
    operation.run({}, () => {})
    expect(recording.spans.getFinishedSpans()).toHaveLength(1)
  })
})

describe('an operation of metrics that attach late', () => {
  it('does nothing at all while they are disabled and there is no tracer', async () => {
    const { name, operation } = make()
    disableMeters()
    const now = vi.spyOn(performance, 'now')
    const handles = new Set<unknown>()
    operation.run({}, (running) => {
      handles.add(running.set({}).annotate({}).event('x').fail(new Error('x')))
      expect(running.context).toBe(context.active())
    })
    handles.add(operation.start({}))
    expect(handles.size).toBe(1)
    expect(now).not.toHaveBeenCalled()
    const recording = record('BoundMeterProvider')
    attachMeters(recording.meterProvider)
    operation.run({}, () => {})
    expect(Object.fromEntries(await recording.samples())).toMatchObject({ [name]: 1 })
  })

  it('still tells an observer while metrics are disabled, when it has nothing else to do', () => {
    const ended = vi.fn()
    const operation = createOperation(
      { name: 'job.run', span: {}, labels: [], metrics: [] },
      { name: 'test', observer: { ended } },
    )
    disableMeters()
    operation.run({}, () => {})
    expect(ended).toHaveBeenCalledOnce()
  })

  it('still makes spans while metrics are disabled', () => {
    const recording = record('BoundMeterProvider')
    const { operation } = make()
    disableMeters()
    trace.setGlobalTracerProvider(recording.tracerProvider)
    operation.run({}, () => {})
    expect(recording.spans.getFinishedSpans()).toHaveLength(1)
  })

  it('never undoes an increment of running operations that the provider has not seen', async () => {
    const { name, operation } = make()
    const early = operation.start({})
    const recording = record('BoundMeterProvider')
    attachMeters(recording.meterProvider)
    const later = operation.start({})
    early.end()
    expect(Object.fromEntries(await recording.samples())).toMatchObject({ [`${name}_active`]: 1 })
    detachMeters()
    attachMeters(recording.meterProvider)
    later.end()
    expect(Object.fromEntries(await recording.samples())).toMatchObject({ [name]: 2 })
  })
})

describe('inject and extract', () => {
  it('carry a trace through header objects, lists, bytes, Headers and Map', () => {
    const bytes = { traceparent: new TextEncoder().encode(remote.traceparent) }
    const carriers = [remote, { traceparent: [remote.traceparent] }, bytes, new Headers(remote)]
    for (const carrier of [...carriers, new Map(Object.entries(remote))]) {
      expect(trace.getSpanContext(extract(carrier))).toMatchObject({
        traceId: '0af7651916cd43dd8448eb211c80319c',
        spanId: 'b7ad6b7169203331',
        isRemote: true,
      })
    }
    const from = extract(remote)
    expect(inject({}, from)).toEqual(remote)
    expect(inject(new Headers(), from).get('traceparent')).toBe(remote.traceparent)
    expect(inject(new Map<string, string>(), from).get('traceparent')).toBe(remote.traceparent)
  })

  it('carry baggage', () => {
    const entries = propagation.createBaggage({ tenant_id: { value: 'acme' } })
    const carrier = inject({}, propagation.setBaggage(ROOT_CONTEXT, entries))
    expect(propagation.getBaggage(extract(carrier))?.getEntry('tenant_id')?.value).toBe('acme')
  })

  it('take what is no carrier for one without a trace', () => {
    for (const carrier of [undefined, null, 7, { traceparent: 7n }, { traceparent: {} }, Object.freeze({})]) {
      expect(trace.getSpanContext(extract(carrier as never))).toBeUndefined()
      expect(() => inject(carrier as never, extract(remote))).not.toThrow()
    }
  })
})
