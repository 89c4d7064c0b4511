import type { QueueState } from 'spanmeter'
import type { Redis } from './redis.ts'
import type { Webhook } from './webhook.ts'

/** Keys in Redis. Items wait in `due`, by when; `waiting` has the same ones, by when they were enqueued. */
const keys = {
  items: 'voice:webhooks:items',
  due: 'voice:webhooks:due',
  waiting: 'voice:webhooks:waiting',
  claimed: 'voice:webhooks:claimed',
  dead: 'voice:webhooks:dead',
} as const

/** Longer than a delivery can take: what is not settled by then was with a worker that is gone. */
const CLAIMED_FOR_MS = 30_000

/**
 * Takes what is due, and what a worker took and did not settle. One script, so that no two workers take the same.
 */
const claim = `
local items, due, waiting, claimed = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local now, most, lease = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
for _, id in ipairs(redis.call('ZRANGEBYSCORE', claimed, '-inf', now)) do
  local item = cjson.decode(redis.call('HGET', items, id))
  redis.call('ZREM', claimed, id)
  redis.call('ZADD', due, now, id)
  redis.call('ZADD', waiting, item.enqueuedAt, id)
end
local taken = {}
for _, id in ipairs(redis.call('ZRANGEBYSCORE', due, '-inf', now, 'LIMIT', 0, most)) do
  redis.call('ZREM', due, id)
  redis.call('ZREM', waiting, id)
  redis.call('ZADD', claimed, now + lease, id)
  table.insert(taken, redis.call('HGET', items, id))
end
return taken`

/** The one queue of webhooks, in a Redis that all processes reach. Its clock is that of the machine. */
export class WebhookQueue {
  readonly #redis: Redis

  constructor(redis: Redis) {
    this.#redis = redis
  }

  async push(webhook: Webhook): Promise<void> {
    await this.#putBy(webhook, Date.now())
  }

  /** At most so many that are due; nobody else gets them until they are settled, or the worker is gone. */
  async claim(most: number): Promise<Webhook[]> {
    const { items, due, waiting, claimed } = keys
    const taken = await this.#redis.eval(claim, {
      keys: [items, due, waiting, claimed],
      arguments: [Date.now(), most, CLAIMED_FOR_MS].map(String),
    })
    // The script returns what `push` has written.
    return (taken as string[]).map((text) => JSON.parse(text) as Webhook)
  }

  /** It has arrived. */
  async delivered({ id }: Webhook): Promise<void> {
    await this.#redis.multi().zRem(keys.claimed, id).hDel(keys.items, id).exec()
  }

  /** It is to be tried again after a while. */
  async putBack(webhook: Webhook, afterMs: number): Promise<void> {
    await this.#putBy(webhook, Date.now() + afterMs)
  }

  /** It is given up, and kept for whoever looks after it. */
  async bury(webhook: Webhook): Promise<void> {
    const { id } = webhook
    await this.#redis
      .multi()
      .zRem(keys.claimed, id)
      .hDel(keys.items, id)
      .lPush(keys.dead, JSON.stringify(webhook))
      .exec()
  }

  /** How many wait, and for how long the oldest has. */
  async state(): Promise<QueueState> {
    const [depth, [oldest]] = await Promise.all([
      this.#redis.zCard(keys.due),
      this.#redis.zRangeWithScores(keys.waiting, 0, 0),
    ])
    return { depth, oldestAge: oldest === undefined ? 0 : Math.max(0, Date.now() - oldest.score) / 1_000 }
  }

  /** Webhooks that were given up. */
  async dead(): Promise<number> {
    return this.#redis.lLen(keys.dead)
  }

  /** Webhooks that are with a worker. */
  async claimed(): Promise<number> {
    return this.#redis.zCard(keys.claimed)
  }

  async #putBy(webhook: Webhook, due: number): Promise<void> {
    const { id, enqueuedAt } = webhook
    await this.#redis
      .multi()
      .hSet(keys.items, id, JSON.stringify(webhook))
      .zRem(keys.claimed, id)
      .zAdd(keys.due, { score: due, value: id })
      .zAdd(keys.waiting, { score: enqueuedAt, value: id })
      .exec()
  }
}
