import { circuitBreaker, defineSystem } from 'spanmeter'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type Recording, record } from '../../../test/domains/recording.ts'
import { CircuitBreaker } from './circuit-breaker.ts'

const REST_MS = 1_000

let recording: Recording
let breaker: CircuitBreaker
let asked: number

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] })
  recording = record('BoundMeterProvider')
  asked = 0
  breaker = new CircuitBreaker(
    defineSystem({ namespace: 'rustok', domains: { circuitBreaker }, ...recording }),
    'redis',
  )
})
afterEach(() => {
  vi.useRealTimers()
})

const succeed = async () => {
  asked++
}
const fail = async () => {
  asked++
  throw new Error('Redis does not answer.')
}
/** How a call ends: with the name of its error, or well. */
const call = (work: () => Promise<void>) =>
  breaker.call(work).then(
    () => 'well',
    (error: Error) => error.name,
  )
const open = async () => {
  for (let failure = 0; failure < 5; failure++) await call(fail)
}
/** State, failures, and transitions, which each have happened once at most. */
async function told(): Promise<{ state?: number; failures?: number; transitions: string[] }> {
  const samples = await recording.samples()
  const transitions = [...samples].flatMap(([name, value]) => {
    const between = /from_state="(\w+)".*to_state="(\w+)"/.exec(name)
    return between !== null && value > 0 ? `${between[1]} → ${between[2]}` : []
  })
  const of = (name: string) => samples.get(`rustok_circuit_breaker_${name}{service="redis"}`) ?? Number.NaN
  return { state: of('state'), failures: of('failures'), transitions: transitions.sort() }
}

test('it opens at the fifth failure in a row, tells so at once, and then asks nobody', async () => {
  for (let failure = 0; failure < 4; failure++) await call(fail)
  expect(await told()).toEqual({ state: 0, failures: 4, transitions: [] })
  await call(fail)
  expect(await told()).toEqual({ state: 1, failures: 5, transitions: ['closed → open'] })
  expect(await call(succeed)).toBe('CircuitBreakerOpen')
  expect(asked).toBe(5)
})

test('a success begins the count anew', async () => {
  for (let failure = 0; failure < 4; failure++) await call(fail)
  await call(succeed)
  expect(await told()).toEqual({ state: 0, failures: 0, transitions: [] })
  for (let failure = 0; failure < 4; failure++) await call(fail)
  expect(await told()).toEqual({ state: 0, failures: 4, transitions: [] })
})

test('rested, it lets one call through, and closes when that goes well', async () => {
  await open()
  vi.advanceTimersByTime(REST_MS)
  let answer: () => void = () => {}
  const first = call(() => new Promise<void>((resolve) => (answer = resolve)))
  expect(await call(succeed)).toBe('CircuitBreakerOpen')
  expect((await told()).state).toBe(2)
  answer()
  expect([await first, await call(succeed)]).toEqual(['well', 'well'])
  const transitions = ['closed → open', 'half_open → closed', 'open → half_open']
  expect(await told()).toEqual({ state: 0, failures: 0, transitions })
})

test('it opens again when that fails, and rests anew', async () => {
  await open()
  vi.advanceTimersByTime(REST_MS)
  expect(await call(fail)).toBe('Error')
  vi.advanceTimersByTime(REST_MS - 1)
  expect(await call(succeed)).toBe('CircuitBreakerOpen')
  vi.advanceTimersByTime(1)
  expect(await call(succeed)).toBe('well')
})

test('an answer that comes after it has opened does not close it', async () => {
  let answer: () => void = () => {}
  const late = call(() => new Promise<void>((resolve) => (answer = resolve)))
  await open()
  answer()
  expect(await late).toBe('well')
  expect((await told()).state).toBe(1)
})
