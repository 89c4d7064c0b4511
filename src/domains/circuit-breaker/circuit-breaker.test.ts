import { SpanStatusCode } from '@opentelemetry/api'
import { beforeEach, describe, expect, test } from 'vitest'
import { meterProviders, type Recording, record, useContext } from '../../../test/domains/recording.ts'
import { defineSystem } from '../../catalog/index.ts'
import { type BreakerMethods, circuitBreaker } from './index.ts'

useContext()

class CircuitBreakerOpen extends Error {
  override readonly name = 'CircuitBreakerOpen'
}

/** A breaker of an application, instrumented as it would be there. */
class Breaker {
  readonly #meter: BreakerMethods
  readonly #threshold: number
  #failures = 0

  constructor(meter: BreakerMethods, threshold: number) {
    this.#meter = meter
    this.#threshold = threshold
  }

  call<T>(work: () => Promise<T>): Promise<T> {
    return this.#meter.run(async () => {
      if (this.#meter.current === 'open') throw new CircuitBreakerOpen()
      try {
        const value = await work()
        if (this.#meter.current === 'half_open') this.#close()
        return value
      } catch (error) {
        this.#failures += 1
        if (this.#failures >= this.#threshold || this.#meter.current === 'half_open')
          this.#meter.transition('open')
        throw error
      }
    })
  }

  tryAgain(): void {
    this.#meter.transition('half_open')
  }

  #close(): void {
    this.#failures = 0
    this.#meter.transition('closed')
  }
}

describe.each(meterProviders)('circuit breaker on the %s', (provider) => {
  const make = (recording: Recording) =>
    defineSystem({ namespace: 'rustok', domains: { breakers: circuitBreaker }, ...recording }).breakers
  let recording: Recording
  let breakers: ReturnType<typeof make>
  beforeEach(() => {
    recording = record(provider)
    breakers = make(recording)
  })

  async function reading() {
    const samples = await recording.samples()
    const get = (name: string, labels = '') =>
      samples.get(
        `rustok_circuit_breaker_${name}{${[labels, 'service="payments"'].filter(Boolean).sort().join(',')}}`,
      )
    const inState = (state: string) =>
      samples.get(`rustok_circuit_breaker_in_state{service="payments",state="${state}"}`)
    const transition = (from: string, to: string) =>
      samples.get(
        `rustok_circuit_breaker_transitions_total{from_state="${from}",service="payments",to_state="${to}"}`,
      )
    return {
      state: get('state'),
      states: [inState('closed'), inState('open'), inState('half_open')],
      failures: get('failures'),
      calls: ['success', 'failure', 'rejected'].map((result) => get('calls_total', `result="${result}"`)),
      opened: transition('closed', 'open'),
      halfOpened: transition('open', 'half_open'),
      closed: transition('half_open', 'closed'),
      reopened: transition('half_open', 'open'),
    }
  }

  test('a breaker that nothing happened to is closed, and its counters stand at 0', async () => {
    breakers({ service: 'payments' })
    expect(await reading()).toEqual({
      state: 0,
      states: [1, 0, 0],
      failures: 0,
      calls: [0, 0, 0],
      opened: 0,
      halfOpened: 0,
      closed: 0,
      reopened: 0,
    })
  })

  test('the meter that has no service bound makes no series', async () => {
    expect([...(await recording.samples()).keys()]).toEqual([])
  })

  test('closed: successes and failures are counted; at the threshold it opens', async () => {
    const breaker = new Breaker(breakers({ service: 'payments' }), 2)
    await breaker.call(async () => 'paid')
    const refused = new Error('refused')
    await expect(breaker.call(() => Promise.reject(refused))).rejects.toBe(refused)
    expect(await reading()).toMatchObject({ state: 0, failures: 1, calls: [1, 1, 0], opened: 0 })
    await expect(breaker.call(() => Promise.reject(refused))).rejects.toBe(refused)
    expect(await reading()).toMatchObject({
      state: 1,
      states: [0, 1, 0],
      failures: 2,
      calls: [1, 2, 0],
      opened: 1,
    })
  })

  test('open: calls are rejected with the error of the breaker, and are no failures of the service', async () => {
    const meter = breakers({ service: 'payments' })
    const breaker = new Breaker(meter, 2)
    meter.transition('open')
    await expect(breaker.call(async () => 'paid')).rejects.toThrow(CircuitBreakerOpen)
    expect(await reading()).toMatchObject({ state: 1, failures: 0, calls: [0, 0, 1] })
  })

  test('half open: a call that succeeds closes it, and failures are 0 again', async () => {
    const breaker = new Breaker(breakers({ service: 'payments' }), 1)
    await expect(breaker.call(() => Promise.reject(new Error()))).rejects.toThrow()
    breaker.tryAgain()
    expect(await reading()).toMatchObject({ state: 2, states: [0, 0, 1], halfOpened: 1, failures: 1 })
    await breaker.call(async () => 'paid')
    expect(await reading()).toMatchObject({ state: 0, states: [1, 0, 0], closed: 1, failures: 0 })
  })

  test('half open: a call that fails opens it again', async () => {
    const breaker = new Breaker(breakers({ service: 'payments' }), 1)
    await expect(breaker.call(() => Promise.reject(new Error()))).rejects.toThrow()
    breaker.tryAgain()
    await expect(breaker.call(() => Promise.reject(new Error()))).rejects.toThrow()
    expect(await reading()).toMatchObject({ state: 1, halfOpened: 1, reopened: 1, opened: 1 })
  })

  test('entering the state that it is in, or no state at all, changes nothing', async () => {
    const meter = breakers({ service: 'payments' })
    meter.transition('closed')
    meter.transition(JSON.parse('"half-open"'))
    expect(meter.current).toBe('closed')
    expect(await reading()).toMatchObject({ state: 0, states: [1, 0, 0] })
    const transitions = [...(await recording.samples())].filter(([name]) => name.includes('transitions'))
    expect(transitions.map(([, count]) => count)).toEqual([0, 0, 0, 0])
  })

  test('a call that the application runs itself is told by its result', async () => {
    const meter = breakers({ service: 'payments' })
    meter.call('success')
    meter.call('failure')
    meter.call('failure')
    meter.call('rejected')
    expect(await reading()).toMatchObject({ calls: [1, 2, 1], failures: 2 })
    meter.windowStarted()
    expect(await reading()).toMatchObject({ calls: [1, 2, 1], failures: 0 })
  })

  test('one service has one state, however often it is bound', async () => {
    breakers({ service: 'payments' }).transition('open')
    expect(breakers({ service: 'payments' }).current).toBe('open')
    expect(breakers({ service: 'stock' }).current).toBe('closed')
  })

  test('what counts as a rejection can be said; a predicate that throws makes it a failure', async () => {
    const meter = breakers({ service: 'payments' })
    const busy = Object.assign(new Error(), { code: 'EBUSY' })
    const fail = () => {
      throw busy
    }
    expect(() => meter.run(fail, { isRejected: (error) => error === busy })).toThrow(busy)
    expect(() => meter.run(fail, { isRejected: () => JSON.parse('nonsense') })).toThrow(busy)
    expect(await reading()).toMatchObject({ calls: [0, 1, 1], failures: 1 })
  })

  test('each call is a span with its result', async () => {
    const meter = breakers({ service: 'payments' })
    await meter.run(async () => 'paid')
    const open = Object.assign(new Error('open'), { code: 'EOPENBREAKER' })
    await expect(meter.run(() => Promise.reject(open))).rejects.toBe(open)
    expect(recording.spans.getFinishedSpans()).toMatchObject([
      { name: 'circuit_breaker.call', attributes: { 'server.service.name': 'payments', result: 'success' } },
      { attributes: { result: 'rejected', 'error.type': 'EOPENBREAKER' } },
    ])
  })

  test('a thenable that is no Promise is judged as well', async () => {
    const meter = breakers({ service: 'payments' })
    const open = Object.assign(new Error('open'), { code: 'EOPENBREAKER' })
    const rejects = (error: Error): PromiseLike<never> => ({
      // biome-ignore lint/suspicious/noThenProperty: query builders are such thenables
      then: (_, rejected) => Promise.reject(error).then(undefined, rejected),
    })
    await expect(meter.run(() => rejects(open))).rejects.toBe(open)
    const refused = new Error('refused')
    await expect(meter.run(() => rejects(refused))).rejects.toBe(refused)
    expect(await reading()).toMatchObject({ calls: [0, 1, 1], failures: 1 })
  })

  test('a call that is called off is a failure, as it is to breakers, and its span is none', async () => {
    const meter = breakers({ service: 'payments' })
    const off = new DOMException('Nobody waits any more', 'AbortError')
    await expect(meter.run(() => Promise.reject(off))).rejects.toBe(off)
    expect(await reading()).toMatchObject({ calls: [0, 1, 0], failures: 1 })
    expect(recording.spans.getFinishedSpans()).toMatchObject([{ status: { code: SpanStatusCode.UNSET } }])
  })

  test('without a bound service, the operation of a call runs the work', async () => {
    expect(breakers.protectedCall({ service: 'payments' }, {}, () => 'paid')).toBe('paid')
    expect(await reading()).toMatchObject({ calls: [1, undefined, undefined] })
  })

  test('record helpers move their metrics without a bound service', async () => {
    breakers.state.record(2, { service: 'payments' })
    breakers.failures.record(3, { service: 'payments' })
    breakers.calls.add(1, { service: 'payments', result: 'rejected' })
    breakers.transitions.add(1, { service: 'payments', from_state: 'closed', to_state: 'open' })
    const { state, failures, calls, opened } = await reading()
    expect({ state, failures, rejected: calls[2], opened }).toEqual({
      state: 2,
      failures: 3,
      rejected: 1,
      opened: 1,
    })
  })
})
