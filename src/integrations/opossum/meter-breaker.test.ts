import { setTimeout as sleep } from 'node:timers/promises'
import CircuitBreaker from 'opossum'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createRecorder, type Recorder } from '../../../test/integrations/recorder.ts'
import { defineSystem } from '../../catalog/index.ts'
import { circuitBreaker } from '../../domains/index.ts'
import { type BreakerMeter, meterBreaker } from './index.ts'

let recorder: Recorder
let meter: BreakerMeter

beforeEach(() => {
  recorder = createRecorder()
  const { meterProvider } = recorder
  const system = defineSystem({ namespace: 't', domains: { circuitBreaker }, meterProvider })
  meter = system.circuitBreaker({ service: 'bank' })
})

afterEach(() => recorder.close())

/** Succeeds when told `true`, fails when told `false`. */
async function work(succeed: boolean): Promise<string> {
  if (!succeed) throw new Error('no')
  return 'yes'
}

async function calls(): Promise<Readonly<Record<string, unknown>>> {
  return recorder.readings('t_circuit_breaker_calls_total')
}

async function transitions(): Promise<Readonly<Record<string, unknown>>> {
  const readings = await recorder.readings('t_circuit_breaker_transitions_total')
  return Object.fromEntries(Object.entries(readings).filter(([, count]) => count !== 0))
}

describe('a metered opossum breaker', () => {
  test('goes from closed over open and half-open back to closed, each step counted and shown', async () => {
    const breaker = new CircuitBreaker(work, { resetTimeout: 30, volumeThreshold: 2 })
    meterBreaker(breaker, { meter })
    await breaker.fire(true)
    for (let turn = 0; turn < 2; turn++) await breaker.fire(false).catch(() => {})
    expect(breaker.opened).toBe(true)
    expect(await recorder.readings('t_circuit_breaker_state')).toEqual({ 'service=bank': 1 })
    expect(await recorder.readings('t_circuit_breaker_failures')).toEqual({ 'service=bank': 2 })
    await breaker.fire(true).catch(() => {})
    expect(await calls()).toEqual({
      'result=success,service=bank': 1,
      'result=failure,service=bank': 2,
      'result=rejected,service=bank': 1,
    })
    while (!breaker.halfOpen) await sleep(5)
    expect(await recorder.readings('t_circuit_breaker_state')).toEqual({ 'service=bank': 2 })
    await breaker.fire(true)
    expect(breaker.closed).toBe(true)
    expect(await recorder.readings('t_circuit_breaker_state')).toEqual({ 'service=bank': 0 })
    expect(await recorder.readings('t_circuit_breaker_failures')).toEqual({ 'service=bank': 0 })
    expect(await transitions()).toEqual({
      'from_state=closed,service=bank,to_state=open': 1,
      'from_state=open,service=bank,to_state=half_open': 1,
      'from_state=half_open,service=bank,to_state=closed': 1,
    })
    breaker.shutdown()
  })

  test('a time-out is one failure, and a call beyond the capacity is rejected', async () => {
    const breaker = new CircuitBreaker(() => sleep(200), { timeout: 20, capacity: 1, volumeThreshold: 100 })
    meterBreaker(breaker, { meter })
    const first = breaker.fire().catch(() => {})
    await breaker.fire().catch(() => {})
    await first
    expect(await calls()).toMatchObject({
      'result=failure,service=bank': 1,
      'result=rejected,service=bank': 1,
    })
    breaker.shutdown()
  })

  test('an error that the filter lets pass is a success, as it is to opossum', async () => {
    const breaker = new CircuitBreaker(work, { errorFilter: () => true })
    meterBreaker(breaker, { meter })
    await breaker.fire(false).catch(() => {})
    expect(await calls()).toMatchObject({ 'result=success,service=bank': 1 })
    breaker.shutdown()
  })

  test('a breaker that was open before shows as open', async () => {
    const breaker = new CircuitBreaker(work)
    breaker.open()
    meterBreaker(breaker, { meter })
    expect(await recorder.readings('t_circuit_breaker_state')).toEqual({ 'service=bank': 1 })
    breaker.shutdown()
  })

  test('nothing is counted once it is taken off', async () => {
    const breaker = new CircuitBreaker(work)
    const attached = meterBreaker(breaker, { meter })
    await breaker.fire(true)
    const before = breaker.listenerCount('success')
    attached[Symbol.dispose]()
    await breaker.fire(true)
    expect(await calls()).toMatchObject({ 'result=success,service=bank': 1 })
    expect(breaker.listenerCount('success')).toBe(before - 1)
    breaker.shutdown()
  })
})
