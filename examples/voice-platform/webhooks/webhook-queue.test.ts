import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Rack } from '../../../test/servers/rack.ts'
import { redisServer, startRedis } from '../../../test/servers/redis.ts'
import type { TestServer } from '../../../test/servers/server.ts'
import { queueKeys } from './queue-scripts.ts'
import { connectRedis, type Redis, RedisSilent } from './redis.ts'
import type { Webhook } from './webhook.ts'
import { type ClaimedWebhook, ClaimLost, WebhookQueue } from './webhook-queue.ts'

const LEASE_MS = 60_000
/** A claim that is over as soon as it is made. */
const NO_LEASE_MS = -1

function webhook(id: string, enqueuedAt = Date.now()): Webhook {
  return {
    ...{ id, eventType: 'call_ended', partnerId: 'acme', url: 'http://127.0.0.1:1/acme', payload: {} },
    ...{ enqueuedAt, failedAttempts: 0, headers: {} },
  }
}

describe.skipIf(redisServer === undefined)('the queue of webhooks', () => {
  let rack: Rack
  let server: TestServer
  let redis: Redis
  let queue: WebhookQueue

  beforeAll(async () => {
    rack = new Rack()
    server = await startRedis(rack, { password: 'of a test' })
    redis = await connectRedis(server.url)
    queue = new WebhookQueue(redis)
  })
  beforeEach(async () => {
    await redis.flushAll()
  })
  afterAll(async () => {
    redis?.destroy()
    await rack?.close()
  })

  const counts = async () => {
    const [{ depth }, claimed, dead] = await Promise.all([queue.state(), queue.claimed(), queue.dead()])
    return { depth, claimed, dead }
  }
  const claimOne = async (forMs: number): Promise<ClaimedWebhook> => {
    const [claimed, ...more] = await queue.claim(10, forMs)
    if (claimed === undefined || more.length > 0) throw new Error('There was not exactly one.')
    return claimed
  }

  test('what one worker has claimed, no other gets', async () => {
    for (const id of ['one', 'two', 'three']) await queue.push(webhook(id))
    const [first, second] = await Promise.all([queue.claim(2, LEASE_MS), queue.claim(2, LEASE_MS)])
    const ids = [...first, ...second].map((each) => each.webhook.id)
    expect(ids.sort()).toEqual(['one', 'three', 'two'])
    expect(await counts()).toEqual({ depth: 0, claimed: 3, dead: 0 })
  })

  test('the age is that since it was enqueued, however often it was put back; an empty queue has none', async () => {
    await queue.push(webhook('old', Date.now() - 7_200_000), -1_000)
    await queue.push(webhook('new'))
    const [old] = await queue.claim(1, LEASE_MS)
    expect((await queue.state()).oldestAge).toBeLessThan(60)
    if (old !== undefined) await queue.putBack(old, 60_000)
    expect((await queue.state()).oldestAge).toBeGreaterThanOrEqual(7_200)
    // It is not due.
    expect((await queue.claim(10, LEASE_MS)).map((each) => each.webhook.id)).toEqual(['new'])
    await redis.flushAll()
    expect(await queue.state()).toEqual({ depth: 0, oldestAge: 0 })
  })

  test.each([
    ['delivered', (late: ClaimedWebhook) => queue.delivered(late)],
    ['put back', (late: ClaimedWebhook) => queue.putBack(late, 0)],
    ['buried', (late: ClaimedWebhook) => queue.bury(late)],
  ])('%s too late, it is with whoever took it over', async (_, settle) => {
    await queue.push(webhook('one'))
    const late = await claimOne(NO_LEASE_MS)
    const now = await claimOne(LEASE_MS)
    await expect(settle(late)).rejects.toThrow(ClaimLost)
    expect(await counts()).toEqual({ depth: 0, claimed: 1, dead: 0 })
    await queue.delivered(now)
    expect(await counts()).toEqual({ depth: 0, claimed: 0, dead: 0 })
    expect(await redis.dbSize()).toBe(0)
  })

  test('settled too late while it waits for somebody to take it over, it goes on waiting', async () => {
    await queue.push(webhook('one'))
    await queue.push(webhook('two'))
    const late = await queue.claim(2, NO_LEASE_MS)
    const [first] = await queue.claim(1, LEASE_MS)
    for (const each of late) await expect(queue.delivered(each)).rejects.toThrow(ClaimLost)
    expect(await counts()).toEqual({ depth: 1, claimed: 1, dead: 0 })
    const second = await claimOne(LEASE_MS)
    expect([first?.webhook.id, second.webhook.id].sort()).toEqual(['one', 'two'])
  })

  test('one that is given up is kept with its attempts, and given to nobody', async () => {
    await queue.push(webhook('one'))
    const { webhook: claimed, until } = await claimOne(LEASE_MS)
    await queue.bury({ webhook: { ...claimed, failedAttempts: 4 }, until })
    expect(await counts()).toEqual({ depth: 0, claimed: 0, dead: 1 })
    const [kept] = await redis.lRange('voice:webhooks:dead', 0, -1)
    expect(JSON.parse(kept ?? '')).toMatchObject({ id: 'one', failedAttempts: 4 })
    expect(await queue.claim(10, LEASE_MS)).toEqual([])
  })

  test('what Redis has thrown away, or nobody can read, stops no worker', async () => {
    for (const id of ['gone', 'torn', 'whole']) await queue.push(webhook(id))
    expect(await queue.claim(10, NO_LEASE_MS)).toHaveLength(3)
    await redis.hDel(queueKeys.items, 'gone')
    await redis.hSet(queueKeys.items, 'torn', '{"id":')
    // Nobody has taken these two yet.
    for (const id of ['never', 'number']) await queue.push(webhook(id))
    await redis.hDel(queueKeys.items, 'never')
    await redis.hSet(queueKeys.items, 'number', '7')
    expect((await claimOne(LEASE_MS)).webhook.id).toBe('whole')
    expect(await counts()).toEqual({ depth: 0, claimed: 1, dead: 2 })
    expect((await redis.lRange(queueKeys.dead, 0, -1)).sort()).toEqual(['7', '{"id":'])
  })

  test('a Redis that hangs is not waited for, and does afterwards what ends a claim, and nothing that begins one', async () => {
    await queue.push(webhook('done'))
    const done = await claimOne(LEASE_MS)
    await queue.push(webhook('waiting'))
    server.pause()
    const asked = [
      queue.push(webhook('lost')),
      queue.claim(10, LEASE_MS),
      queue.delivered(done),
      queue.state(),
    ]
    const answers = await Promise.allSettled(asked)
    server.resume()
    for (const answer of answers) {
      expect(answer.status).toBe('rejected')
      if (answer.status === 'rejected') expect(answer.reason).toBeInstanceOf(RedisSilent)
    }
    expect(await counts()).toEqual({ depth: 1, claimed: 0, dead: 0 })
  })
})
