import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Rack } from '../../test/servers/rack.ts'
import { redisServer, startRedis } from '../../test/servers/redis.ts'
import type { TestServer } from '../../test/servers/server.ts'
import { RunningDalston } from '../../test/systems/running-dalston.ts'
import { silence } from './engine/wave.ts'

describe.skipIf(redisServer === undefined)('Dalston without its Redis', () => {
  let rack: Rack
  let redis: TestServer
  let dalston: RunningDalston

  beforeAll(async () => {
    rack = new Rack()
    redis = await startRedis(rack, { password: 'of a test' })
    dalston = await RunningDalston.start({ REDIS_URL: redis.url })
  })
  afterAll(async () => {
    const code = await dalston?.program.end()
    await rack.close()
    expect(code).toBe(0)
  })

  const connected = () => dalston.value('queue-poller', 'dalston_redis_connected')
  const refused = () => dalston.value('gateway', 'dalston_gateway_requests_total', { status_code: '503' })
  const isConnected = (value: 0 | 1) =>
    dalston.program.until(`dalston_redis_connected ${value}`, async () =>
      (await connected()) === value ? true : undefined,
    )
  const jobSucceeds = async () => {
    // Each process connects again for itself.
    const taken = await dalston.program.until('a job that is taken in', async () => {
      const response = await dalston.submit(silence(1), { align: 'true' })
      return response.status === 200 ? response : undefined
    })
    expect(await dalston.settled(await taken.json())).toBe('completed')
  }

  test('it is 1 while Redis is there', async () => {
    await isConnected(1)
    await jobSucceeds()
  })

  test('it is 0 while Redis is gone: no depth is told, jobs are refused, and errors counted; then 1 again', async () => {
    await redis.crash()
    await isConnected(0)
    expect(await dalston.value('queue-poller', 'dalston_queue_depth')).toBeUndefined()
    const before = (await refused()) ?? 0
    expect((await dalston.submit(silence(1))).status).toBe(503)
    expect(await dalston.value('gateway', 'dalston_errors_total')).toBeGreaterThan(0)
    expect(await refused()).toBe(before + 1)
    await redis.startAgain()
    await isConnected(1)
    expect(await dalston.value('queue-poller', 'dalston_queue_depth', { engine_id: 'pyannote' })).toBe(0)
    await jobSucceeds()
  })

  test('it is 0 while Redis hangs, and each scrape is answered all the same', async () => {
    redis.pause()
    try {
      await isConnected(0)
      expect(await dalston.value('queue-poller', 'dalston_queue_depth')).toBeUndefined()
    } finally {
      redis.resume()
    }
    await isConnected(1)
    await jobSucceeds()
  })

  test('jobs begun before a loss are settled after it, though tasks wait meanwhile', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => dalston.submit(silence(5))))
    const jobs = await Promise.all(answers.map((answer) => answer.json()))
    redis.pause()
    await isConnected(0)
    redis.resume()
    const ends = await Promise.all(jobs.map((job) => dalston.settled(job)))
    expect(new Set(ends)).toEqual(new Set(['completed']))
  })
})
