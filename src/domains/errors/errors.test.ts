import { trace } from '@opentelemetry/api'
import { beforeEach, describe, expect, test } from 'vitest'
import { meterProviders, type Recording, record, useContext } from '../../../test/domains/recording.ts'
import { defineSystem } from '../../catalog/index.ts'
import { errors } from './index.ts'

useContext()

describe.each(meterProviders)('errors on the %s', (provider) => {
  let millis = 0
  const make = (recording: Recording) =>
    defineSystem({ namespace: 'rustok', domains: { errors }, now: () => millis, ...recording }).errors
  let recording: Recording
  let meter: ReturnType<typeof make>
  beforeEach(() => {
    millis = 0
    recording = record(provider)
    meter = make(recording)
  })
  const counted = async (type: string, severity: string, module = 'checkout') =>
    (await recording.samples()).get(
      `rustok_module_errors_total{error_type="${type}",module="${module}",severity="${severity}"}`,
    )

  test('an error is counted by module, class and severity; an error by default', async () => {
    meter.record({ module: 'checkout' }, new TypeError('no cart'))
    meter.record(
      { module: 'checkout', severity: 'critical' },
      Object.assign(new Error(), { code: 'ECONNRESET' }),
    )
    meter.record({ module: 'checkout', severity: 'warning', error_type: 'stale_price' }, 'stale')
    expect(await counted('TypeError', 'error')).toBe(1)
    expect(await counted('ECONNRESET', 'critical')).toBe(1)
    expect(await counted('stale_price', 'warning')).toBe(1)
  })

  test('labels that are bound are not asked for again', async () => {
    const checkout = meter({ module: 'checkout', severity: 'critical' })
    checkout.record({}, new TypeError())
    expect(await counted('TypeError', 'critical')).toBe(1)
  })

  test('what a captured work throws is counted and comes back untouched, sync and async', async () => {
    const failure = new RangeError('too many')
    const fail = (): number => {
      throw failure
    }
    expect(() => meter.capture({ module: 'checkout' }, fail)).toThrow(failure)
    await expect(meter.capture({ module: 'checkout' }, async () => fail())).rejects.toBe(failure)
    expect(await counted('RangeError', 'error')).toBe(2)
    expect(meter.capture({ module: 'checkout' }, () => 7)).toBe(7)
    expect(await meter.capture({ module: 'checkout' }, async () => 7)).toBe(7)
    expect(await counted('RangeError', 'error')).toBe(2)
  })

  test('labels that are null or undefined have their default', async () => {
    const nothing = JSON.parse('{ "error_type": null, "severity": null }')
    meter.record({ ...nothing, module: 'checkout' }, 'stale')
    expect(await counted('stale', 'error')).toBe(1)
  })

  test('a captured thenable that is rejected is counted', async () => {
    const failure = new RangeError('too many')
    const query: PromiseLike<number> = {
      // biome-ignore lint/suspicious/noThenProperty: query builders are such thenables
      then: (_, rejected) => Promise.reject(failure).then(undefined, rejected),
    }
    await expect(meter.capture({ module: 'checkout' }, () => query)).rejects.toBe(failure)
    expect(await counted('RangeError', 'error')).toBe(1)
  })

  test('a recorded error is an event of the active span, whose status stays', () => {
    const tracer = recording.tracerProvider.getTracer('test')
    tracer.startActiveSpan('work', (span) => {
      expect(trace.getActiveSpan()).toBe(span)
      meter.record({ module: 'checkout', severity: 'warning' }, new TypeError('no cart'))
      span.end()
    })
    const [span] = recording.spans.getFinishedSpans()
    expect(span?.events).toMatchObject([
      { name: 'exception', attributes: { 'exception.message': 'no cart' } },
    ])
    expect(span?.status.code).toBe(0)
  })

  test('hostile errors are counted and harm nobody', async () => {
    const hostile = new Proxy(
      {},
      {
        get() {
          throw new Error('do not touch')
        },
        has() {
          throw new Error('do not touch')
        },
      },
    )
    for (const error of [hostile, undefined, null, 7n, Symbol('x'), { toString: null }]) {
      meter.record({ module: 'checkout' }, error)
    }
    expect(await counted('_OTHER', 'error')).toBe(6)
  })

  test('the error rate is per second over the last 5 minutes', async () => {
    const rate = async () => (await recording.samples()).get('rustok_module_error_rate{module="checkout"}')
    expect(await rate()).toBeUndefined()
    meter.record({ module: 'checkout' }, new Error())
    millis = 290_000
    for (let error = 0; error < 28; error++) meter.record({ module: 'checkout' }, new Error())
    expect(await rate()).toBeCloseTo(29 / 290)
    millis = 400_000
    expect(await rate()).toBeCloseTo(28 / 300)
    millis = 700_000
    expect(await rate()).toBe(recording.forgets ? undefined : 28 / 300)
  })
})
