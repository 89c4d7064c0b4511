import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Rack } from '../../test/servers/rack.ts'
import { redisServer, startRedis } from '../../test/servers/redis.ts'
import type { TestServer } from '../../test/servers/server.ts'
import { RunningPlatform } from './testing/running-platform.ts'
import { type Samples, tally } from './testing/samples.ts'
import { connectRedis } from './webhooks/redis.ts'

const LEASE_SECONDS = 6

describe.skipIf(redisServer === undefined)('the voice platform without its Redis', () => {
  let rack: Rack
  let redis: TestServer
  let platform: RunningPlatform

  beforeAll(async () => {
    rack = new Rack()
    redis = await startRedis(rack, { password: 'of a test', keeps: true })
    platform = await RunningPlatform.start({
      ...{ redis, partners: 'well' },
      ...{ leaseSeconds: LEASE_SECONDS, timeoutSeconds: 5 },
    })
  })
  afterAll(() => rack?.close())

  /** What could not be enqueued. */
  const lostBy = (samples: Samples) =>
    samples.total('platform_errors_total', { component: 'webhook_outbox', severity: 'critical' })
  const arrived = () => tally(platform.received, ({ webhookId }) => [webhookId])

  /** Partners hear of calls, and all three processes tell of the queue. */
  const delivers = () => {
    const before = platform.received.length
    return platform.until('deliveries', async () => {
      const samples = await platform.samples()
      const isSeen = samples.of('webhook_queue_size').length === 3
      return isSeen && platform.received.length > before + 5 ? samples : undefined
    })
  }
  /** All three answer, none tells of the queue, and what could not be enqueued is counted, and what workers missed. */
  const isMissed = (before: Samples) =>
    platform.until('every process misses Redis', async () => {
      const now = await platform.samples()
      const queue = [...now.of('webhook_queue_size'), ...now.of('webhook_queue_oldest_age_seconds')]
      const byWorkers = (samples: Samples) =>
        samples.total('platform_errors_total', { component: 'webhook_worker' })
      return queue.length === 0 && lostBy(now) >= lostBy(before) + 8 && byWorkers(now) > byWorkers(before)
        ? true
        : undefined
    })

  test('it crashes, and comes back with what it had: deliveries go on', async () => {
    const before = await delivers()
    await redis.crash()
    await isMissed(before)
    await redis.startAgain()
    await delivers()
  })

  test('it hangs: every process answers without it, and goes on when it does', async () => {
    const before = await delivers()
    redis.pause()
    await isMissed(before)
    redis.resume()
    await delivers()
  })

  test('in the end each webhook was delivered, or is counted as lost', async () => {
    await platform.usersLeave()
    await platform.atRest()
    const samples = await platform.samples()
    const [queued, lost] = [samples.total('webhook_queued_total'), lostBy(samples)]
    expect(lost).toBeGreaterThanOrEqual(16)
    // Each call that was made is told twice.
    expect(queued + lost).toBe(2 * samples.total('campaign_calls_completed_total'))
    expect(arrived().size).toBeGreaterThanOrEqual(queued)
    // Whether one that was under way as it crashed got in, nobody could tell; what a Redis that hung was sent, did not.
    expect(arrived().size).toBeLessThanOrEqual(queued + 5)
  })

  test('what partners received was counted, and none of it twice but what could not be settled', async () => {
    const samples = await platform.samples()
    expect(samples.total('webhook_delivered_total')).toBe(platform.received.length)
    expect(samples.total('webhook_worker_processed_total')).toBe(platform.received.length)
    const by = samples.sums('platform_errors_total', 'component')
    expect(platform.received.length - arrived().size).toBeLessThanOrEqual(by.get('webhook_settlement') ?? 0)
    expect(samples.of('webhook_queue_size')).toEqual([0, 0, 0])
    expect(samples.total('webhook_active_workers')).toBe(2)
    const known = ['telephony', 'webhook_outbox', 'webhook_settlement', 'webhook_worker']
    expect(known).toEqual(expect.arrayContaining([...by.keys()]))
  })

  test('nobody starts without it, and who tries is told which one is missing', async () => {
    redis.pause()
    await expect(connectRedis(redis.url)).rejects.toThrow(
      /No Redis answers at 127\.0\.0\.1:\d+ \(.*REDIS_URL/,
    )
  })

  test('the platform ends when it is asked to, though Redis hangs', async () => {
    const code = await platform.end()
    expect([code, platform.output()]).toEqual([0, platform.output()])
  })
})
