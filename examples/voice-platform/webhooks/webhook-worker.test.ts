import { once } from 'node:events'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { startObservability } from 'spanmeter/setup'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { Rack } from '../../../test/servers/rack.ts'
import { redisServer, startRedis } from '../../../test/servers/redis.ts'
import { createTelemetry } from '../telemetry.ts'
import { Samples, samplesOf } from '../testing/samples.ts'
import { connectRedis, type Redis } from './redis.ts'
import { WebhookQueue } from './webhook-queue.ts'
import { WebhookWorker } from './webhook-worker.ts'

const LEASE_MS = 60_000

describe.skipIf(redisServer === undefined)('a worker', () => {
  const telemetry = createTelemetry()
  let observability: Awaited<ReturnType<typeof startObservability>>
  let rack: Rack
  let redis: Redis
  let queue: WebhookQueue
  let partner: Server
  /** Deliveries that the partner has not answered. */
  let held: ServerResponse[] = []

  beforeAll(async () => {
    rack = new Rack()
    const server = await startRedis(rack, { password: 'of a test' })
    redis = await connectRedis(server.url)
    queue = new WebhookQueue(redis)
    partner = createServer((request, response) => {
      request.resume().once('end', () => held.push(response))
    })
    partner.listen(0, '127.0.0.1')
    await once(partner, 'listening')
    observability = await startObservability({ metrics: { port: 0 } })
  })
  beforeEach(async () => {
    await redis.flushAll()
    held = []
  })
  afterAll(async () => {
    partner?.close().closeAllConnections()
    await observability?.shutdown()
    redis?.destroy()
    await rack?.close()
  })

  const samples = async () =>
    new Samples(samplesOf(await (await fetch(observability.metricsUrl ?? '')).text()))
  const counts = async () => {
    const [{ depth }, claimed, dead] = await Promise.all([queue.state(), queue.claimed(), queue.dead()])
    return { depth, claimed, dead }
  }
  const push = async (count: number) => {
    // It listens on TCP.
    const url = `http://127.0.0.1:${(partner.address() as AddressInfo).port}/acme`
    for (let number = 0; number < count; number++) {
      await queue.push({
        ...{ id: `webhook-${number}`, eventType: 'call_ended', partnerId: 'acme', url, payload: {} },
        ...{ enqueuedAt: Date.now(), failedAttempts: 0, headers: {} },
      })
    }
  }
  /** Begins to deliver, and is asked to end once the partner holds so many. */
  const workUntilHeld = async (count: number, leaseMs: number) => {
    const stop = new AbortController()
    const worker = new WebhookWorker({
      ...{ telemetry, queue, workerId: 'worker-1', secret: 'of a test' },
      ...{ answerWithinMs: 30_000, leaseMs },
    })
    const ended = worker.run(stop.signal)
    await vi.waitUntil(() => held.length >= count, { timeout: 20_000 })
    stop.abort()
    return { ended }
  }
  const answerAll = () => {
    for (const response of held) response.writeHead(204).end()
  }

  test('takes ten at a time; asked to end in the middle of them, it settles those and takes no more', async () => {
    await push(25)
    const before = await samples()
    const { ended } = await workUntilHeld(10, LEASE_MS)
    expect(await counts()).toEqual({ depth: 15, claimed: 10, dead: 0 })
    answerAll()
    await ended
    expect(await counts()).toEqual({ depth: 15, claimed: 0, dead: 0 })
    const now = await samples()
    const more = (name: string) => now.total(name) - before.total(name)
    expect([more('webhook_delivered_total'), more('webhook_worker_processed_total')]).toEqual([10, 10])
    expect(now.total('webhook_active_workers')).toBe(0)
  })

  test('that was too slow has no say any more, and tells of it: somebody else makes the attempt again', async () => {
    await push(1)
    const { ended } = await workUntilHeld(1, -1)
    expect(await queue.claim(10, LEASE_MS)).toHaveLength(1)
    answerAll()
    await ended
    expect(await counts()).toEqual({ depth: 0, claimed: 1, dead: 0 })
    expect((await samples()).sums('platform_errors_total', 'component', 'error_type')).toEqual(
      new Map([['webhook_settlement ClaimLost', 1]]),
    )
  })
})
