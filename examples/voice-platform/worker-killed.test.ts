import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Rack } from '../../test/servers/rack.ts'
import { redisServer, startRedis } from '../../test/servers/redis.ts'
import type { Received } from './partners/partner-server.ts'
import { RunningPlatform } from './testing/running-platform.ts'
import { tally } from './testing/samples.ts'

const CALLS = 24
const LEASE_SECONDS = 10
/** Long enough that both workers wait at the same time, on a busy machine too. */
const TIMEOUT_SECONDS = 8

describe.skipIf(redisServer === undefined)('a worker that is killed while it delivers', () => {
  let rack: Rack
  let platform: RunningPlatform
  /** What had been sent to partners when the worker died, and answered by none. */
  let unanswered: Received[]

  beforeAll(async () => {
    rack = new Rack()
    const redis = await startRedis(rack, { password: 'of a test' })
    platform = await RunningPlatform.start({
      ...{ redis, calls: CALLS, partners: 'silent' },
      ...{ leaseSeconds: LEASE_SECONDS, timeoutSeconds: TIMEOUT_SECONDS },
    })
    // One that waited for none would take what is there.
    await platform.until('both workers wait for partners', async () => {
      const { claimed, depth } = await platform.webhooks()
      return platform.received.length === claimed && depth >= 10 ? true : undefined
    })
    platform.killWorker('worker-1')
    unanswered = [...platform.received]
    platform.partners.mood = 'well'
    await platform.atRest(CALLS)
  })
  afterAll(async () => {
    const code = await platform?.end()
    await rack?.close()
    expect([code, platform.output()]).toEqual([0, platform.output()])
  })

  const arrived = () => platform.received.filter(({ status }) => status === 200)

  /** The queue knows nothing of an attempt that died with its worker: it is made as the first one once more. */
  const takenOver = () =>
    unanswered.filter(({ webhookId }) =>
      arrived().some((each) => each.webhookId === webhookId && each.attempt === 1),
    ).length

  test('what it had is taken over, and every webhook arrives once', () => {
    const times = tally(arrived(), ({ webhookId }) => [webhookId])
    expect([...times].filter(([, count]) => count > 1)).toEqual([])
    for (const { webhookId } of unanswered) expect(times.get(webhookId)).toBe(1)
    expect(takenOver()).toBeGreaterThan(0)
    expect(takenOver()).toBeLessThan(unanswered.length)
  })

  test('each is counted once, as delivered by the worker that took over', async () => {
    const samples = await platform.samples()
    expect(samples.total('webhook_queued_total')).toBe(arrived().length)
    expect(samples.total('webhook_delivered_total')).toBe(arrived().length)
    // Those that the living worker waited for itself.
    const failed = unanswered.length - takenOver()
    expect(samples.total('webhook_failed_total')).toBe(failed)
    expect([...samples.sums('webhook_worker_processed_total', 'worker_id')]).toEqual([
      ['worker-2', arrived().length + failed],
    ])
    expect(samples.total('webhook_queue_processing_duration_seconds_count')).toBe(arrived().length)
    expect(samples.total('platform_errors_total', { component: 'webhook_settlement' })).toBe(0)
  })

  test('it is not among the workers any more, and the queue is seen by the others', async () => {
    const samples = await platform.samples()
    expect(samples.total('webhook_active_workers')).toBe(1)
    expect([...samples.sums('webhook_worker_uptime_seconds', 'worker_id').keys()]).toEqual(['worker-2'])
    expect(samples.of('webhook_queue_size')).toEqual([0, 0])
  })
})
