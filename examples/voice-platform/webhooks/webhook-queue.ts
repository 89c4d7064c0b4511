import type { QueueState } from 'spanmeter'
import { claim, keysOfScripts, push, queueKeys, settle } from './queue-scripts.ts'
import { ANSWERS_WITHIN_MS, answerOf, type Redis } from './redis.ts'
import type { Webhook } from './webhook.ts'

/** A webhook that a worker has, and nobody else until then. */
export interface ClaimedWebhook {
  readonly webhook: Webhook
  /** Milliseconds since 1970. */
  readonly until: number
}

/** The time of a claim was over, and somebody else has the say: what was attempted is attempted once more. */
export class ClaimLost extends Error {
  override readonly name = 'ClaimLost'

  constructor(id: string) {
    super(`The claim to the webhook ${id} was over before it was settled.`)
  }
}

/**
 * The one queue of webhooks, in a Redis that all processes reach. Its clock is that of the machine.
 *
 * Whatever is asked of it is answered or rejected within two seconds. A push or a claim that was rejected since Redis
 * hung is not done later either; when the connection is lost, nobody knows. Whoever settles a claim too late is told so
 * by {@link ClaimLost}.
 */
export class WebhookQueue {
  readonly #redis: Redis

  constructor(redis: Redis) {
    this.#redis = redis
  }

  async push(webhook: Webhook, afterMs = 0): Promise<void> {
    const { id, enqueuedAt } = webhook
    await this.#run(push, [deadline(), id, JSON.stringify(webhook), enqueuedAt, Date.now() + afterMs])
  }

  /** At most so many that are due; nobody else gets them until they are settled, or so much time is over. */
  async claim(most: number, forMs: number): Promise<ClaimedWebhook[]> {
    const now = Date.now()
    const until = now + forMs
    const taken = await this.#run(claim, [deadline(), now, most, until])
    // The script returns what `push` has written.
    return (taken as string[]).map((text) => ({ webhook: JSON.parse(text) as Webhook, until }))
  }

  /** It has arrived. */
  async delivered(claimed: ClaimedWebhook): Promise<void> {
    await this.#settle(claimed, 'delivered')
  }

  /** It is to be tried again after a while, with the attempt that has failed. */
  async putBack(claimed: ClaimedWebhook, afterMs: number): Promise<void> {
    await this.#settle(claimed, 'again', Date.now() + afterMs)
  }

  /** It is given up, and kept for whoever looks after it. */
  async bury(claimed: ClaimedWebhook): Promise<void> {
    await this.#settle(claimed, 'dead')
  }

  /** How many wait, and for how long the oldest has. */
  async state(): Promise<QueueState> {
    const [depth, [oldest]] = await answerOf(
      Promise.all([this.#redis.zCard(queueKeys.due), this.#redis.zRangeWithScores(queueKeys.waiting, 0, 0)]),
    )
    return { depth, oldestAge: oldest === undefined ? 0 : Math.max(0, Date.now() - oldest.score) / 1_000 }
  }

  /** Webhooks that were given up. */
  async dead(): Promise<number> {
    return answerOf(this.#redis.lLen(queueKeys.dead))
  }

  /** Webhooks that are with a worker. */
  async claimed(): Promise<number> {
    return answerOf(this.#redis.zCard(queueKeys.claimed))
  }

  async #settle(
    { webhook, until }: ClaimedWebhook,
    becomes: 'delivered' | 'again' | 'dead',
    due = 0,
  ): Promise<void> {
    const { id, enqueuedAt } = webhook
    const ended = await this.#run(settle, [id, until, becomes, JSON.stringify(webhook), enqueuedAt, due])
    if (ended === 0) throw new ClaimLost(id)
  }

  #run(script: string, args: readonly (string | number)[]): Promise<unknown> {
    return answerOf(this.#redis.eval(script, { keys: keysOfScripts, arguments: args.map(String) }))
  }
}

/** Some time before its sender stops to wait, so that what was done is also heard of. */
function deadline(): number {
  return Date.now() + ANSWERS_WITHIN_MS - 500
}
