import { beforeEach, describe, expect, test } from 'vitest'
import { meterProviders, type Recording, record, useContext } from '../../../test/domains/recording.ts'
import { defineSystem } from '../../catalog/index.ts'
import { sessions } from './index.ts'

useContext()

describe.each(meterProviders)('sessions on the %s', (provider) => {
  const make = (recording: Recording) =>
    defineSystem({
      namespace: 'dalston',
      domains: { sessions: sessions.with({ subsystem: 'session_router' }) },
      ...recording,
    }).sessions
  let recording: Recording
  let meter: ReturnType<typeof make>
  beforeEach(() => {
    recording = record(provider)
    meter = make(recording)
  })
  const counted = async (status: string) =>
    (await recording.samples()).get(`dalston_session_router_sessions_total{status="${status}"}`)

  test('sessions of every outcome exist at 0 before the first ends', async () => {
    expect(await Promise.all(['completed', 'error', 'timeout'].map(counted))).toEqual([0, 0, 0])
  })

  test('a session is timed, and counted by how it ended', async () => {
    const failWith = (error: unknown) => () => Promise.reject(error)
    await meter.session({}, { session_id: 's1' }, async () => {})
    const late = new DOMException('no word for 30 s', 'TimeoutError')
    await expect(meter.session({}, {}, failWith(late))).rejects.toBe(late)
    await expect(meter.session({}, {}, failWith(new TypeError()))).rejects.toThrow(TypeError)
    const left = new DOMException('the client has gone', 'AbortError')
    await expect(meter.session({}, {}, failWith(left))).rejects.toBe(left)
    meter.session({}, {}, (session) => void session.set({ status: 'timeout' }))
    expect(await Promise.all(['completed', 'error', 'timeout'].map(counted))).toEqual([2, 1, 2])
    const samples = await recording.samples()
    expect(samples.get('dalston_session_router_session_duration_seconds_count')).toBe(5)
    const [first] = recording.spans.getFinishedSpans()
    expect(first).toMatchObject({ name: 'session', attributes: { 'session.id': 's1' } })
  })

  test('a session is over once, whoever ends it a second time', async () => {
    const session = meter.session.start({}, { details: { session_id: 's1' } })
    session.set({ status: 'timeout' }).end()
    session.set({ status: 'error' }).end()
    session[Symbol.dispose]()
    expect(await Promise.all(['completed', 'error', 'timeout'].map(counted))).toEqual([0, 0, 1])
    expect(recording.spans.getFinishedSpans()).toHaveLength(1)
  })

  test('two workers of one name are two, and their sessions add up', async () => {
    const twin = { worker_id: 'w1', healthy: true, sessions: 2 }
    meter.pool([twin, twin])
    const samples = await recording.samples()
    expect(samples.get('dalston_session_router_workers_registered')).toBe(2)
    expect(samples.get('dalston_session_router_sessions_active{worker_id="w1"}')).toBe(4)
  })

  test('finding a worker is timed, whether or not one was found', async () => {
    expect(meter.allocate({}, {}, () => 'w1')).toBe('w1')
    await expect(meter.allocate({}, {}, () => Promise.reject(new Error('full')))).rejects.toThrow('full')
    const samples = await recording.samples()
    expect(samples.get('dalston_session_router_allocation_duration_seconds_count')).toBe(2)
  })

  test('the pool is told as a whole: a worker that left it is gone', async () => {
    const pool = async () => {
      const gauges = [...(await recording.samples())].filter(([name]) => /workers|active/.test(name))
      return Object.fromEntries(
        gauges.map(([name, value]) => [name.replace('dalston_session_router_', ''), value]),
      )
    }
    meter.pool([
      { worker_id: 'w1', healthy: true, sessions: 2 },
      { worker_id: 'w2', healthy: false, sessions: 1 },
    ])
    expect(await pool()).toEqual({
      workers_registered: 2,
      workers_healthy: 1,
      'sessions_active{worker_id="w1"}': 2,
      'sessions_active{worker_id="w2"}': 1,
    })
    meter.pool([{ worker_id: 'w1', healthy: true, sessions: 3 }])
    const left = recording.forgets ? {} : { 'sessions_active{worker_id="w2"}': 1 }
    expect(await pool()).toEqual({
      workers_registered: 1,
      workers_healthy: 1,
      'sessions_active{worker_id="w1"}': 3,
      ...left,
    })
    meter.pool([])
    expect(await pool()).toMatchObject({ workers_registered: 0, workers_healthy: 0 })
  })

  test('a pool that cannot be read harms nobody', async () => {
    meter.pool([{ worker_id: 'w1', healthy: true, sessions: 2 }])
    meter.pool(JSON.parse('null'))
    meter.pool(JSON.parse('[null, null, {"worker_id":"w9","healthy":true,"sessions":1}]'))
    expect((await recording.samples()).get('dalston_session_router_workers_registered')).toBe(1)
  })
})
