import { setTimeout as sleep } from 'node:timers/promises'
import type { LogError } from '../process/error-log.ts'
import { BLOCK_SECONDS, type Redis } from './connect-redis.ts'
import type { Crew } from './crew.ts'

const PAUSE_MS = 250
const MOST_TRIES = 3

/** What takes items from a list in Redis. */
export interface WorkOptions {
  /** Of its own: taking blocks it. */
  readonly redis: Redis
  readonly list: string
  /** Who works at the list, this one among them. */
  readonly crew: Crew
  readonly stop: AbortSignal
  readonly log: LogError
  /** One that throws is given the item again, three times at most: those while Redis is away or full do not count. */
  readonly handle: (item: string) => Promise<void>
}

/**
 * Works off a list, the oldest item first, until `stop`. An item leaves Redis when it is done: what a lost connection
 * or a killed worker leaves behind comes back first, so that some items are worked on twice and none is lost.
 */
export async function workOff({ redis, list, crew, stop, log, handle }: WorkOptions): Promise<void> {
  const isDone = async (item: string): Promise<boolean> => {
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      try {
        await handle(item)
        return true
      } catch (error) {
        log(error)
        if (stop.aborted) return false
        // Throws while Redis takes nothing: then nothing is wrong with the item, and it is brought back.
        await crew.tellAlive()
        await sleep(PAUSE_MS)
      }
    }
    // It would hold up all that is behind it.
    return true
  }
  while (!stop.aborted) {
    try {
      await crew.bringBackOwn()
      while (!stop.aborted) {
        if (!crew.mayWork) {
          await sleep(PAUSE_MS)
          continue
        }
        const item = await redis.blMove(list, crew.taken, 'RIGHT', 'LEFT', BLOCK_SECONDS)
        if (item === null) continue
        if (await isDone(item)) await redis.lRem(crew.taken, 1, item)
      }
    } catch (error) {
      if (stop.aborted) return
      log(error)
      await sleep(PAUSE_MS)
    }
  }
}
