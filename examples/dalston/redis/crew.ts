import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { LogError } from '../process/error-log.ts'
import type { Redis } from './connect-redis.ts'

const RENEW_EVERY_MS = 1_000
/** Whoever has not been heard of for so long is taken for dead. */
const DEAD_AFTER_MS = 10_000

/** How many of a crew work. */
export interface CrewOptions {
  /** Not that on which items are taken, which is blocked. */
  readonly redis: Redis
  readonly list: string
  /** `one`: the others stand by, and one of them takes over when it has gone. */
  readonly working: 'all' | 'one'
  readonly log: LogError
}

/**
 * The processes that work at one list. Each has a list of its own of what it has taken; what a dead one has left there
 * the others bring back.
 */
export class Crew {
  /** Where an item is while this process works on it. */
  readonly taken: string
  readonly #options: CrewOptions
  readonly #id = randomUUID()
  readonly #leaving = new AbortController()
  readonly #renewing: Promise<void>
  #mayWork = false
  #isHeardOf = true

  constructor(options: CrewOptions) {
    this.#options = options
    this.taken = this.#takenBy(this.#id)
    this.#renewing = this.#keepRenewing()
  }

  /** Whether it is this one's turn. */
  get mayWork(): boolean {
    return this.#mayWork
  }

  /** Has the others wait for this one. @throws while Redis is away, or full */
  async tellAlive(): Promise<void> {
    const { redis, list } = this.#options
    const expiration = { type: 'PX', value: DEAD_AFTER_MS } as const
    await redis.multi().sAdd(crewKey(list), this.#id).set(aliveKey(list, this.#id), '', { expiration }).exec()
  }

  /** What was taken, and not done when the connection was lost. */
  async bringBackOwn(): Promise<void> {
    await this.#bringBack(this.taken)
  }

  /** To be called when no item is worked on any more: the others need not wait until this one counts as dead. */
  async leave(): Promise<void> {
    this.#leaving.abort()
    await this.#renewing
    const { redis, list, working } = this.#options
    const isFirst = working === 'one' && this.#mayWork
    // A Redis that is gone forgets it by itself.
    await redis.del([aliveKey(list, this.#id), ...(isFirst ? [firstKey(list)] : [])]).catch(() => {})
  }

  async #keepRenewing(): Promise<void> {
    const { log } = this.#options
    const { signal } = this.#leaving
    while (!signal.aborted) {
      try {
        await this.#renew()
        this.#isHeardOf = true
      } catch (error) {
        // Another one may have taken over meanwhile.
        this.#mayWork = false
        if (this.#isHeardOf) log(error)
        this.#isHeardOf = false
      }
      await sleep(RENEW_EVERY_MS, undefined, { signal }).catch(() => {})
    }
  }

  async #renew(): Promise<void> {
    const { redis, list, working } = this.#options
    await this.tellAlive()
    this.#mayWork = working === 'all' || (await this.#isFirst())
    for (const id of await redis.sMembers(crewKey(list))) {
      if ((await redis.exists(aliveKey(list, id))) === 1) continue
      await this.#bringBack(this.#takenBy(id))
      await redis.sRem(crewKey(list), id)
    }
  }

  /** Whether it is the one that works, or has become it. */
  async #isFirst(): Promise<boolean> {
    const { redis, list } = this.#options
    const expiration = { type: 'PX', value: DEAD_AFTER_MS } as const
    const was = await redis.set(firstKey(list), this.#id, { condition: 'NX', expiration, GET: true })
    if (was === null) return true
    if (was !== this.#id) return false
    await redis.pExpire(firstKey(list), DEAD_AFTER_MS)
    return true
  }

  async #bringBack(taken: string): Promise<void> {
    const { redis, list } = this.#options
    while ((await redis.lMove(taken, list, 'RIGHT', 'RIGHT')) !== null);
  }

  #takenBy(id: string): string {
    return `${this.#options.list}:taken:${id}`
  }
}

const crewKey = (list: string) => `${list}:crew`
const aliveKey = (list: string, id: string) => `${list}:alive:${id}`
const firstKey = (list: string) => `${list}:first`
