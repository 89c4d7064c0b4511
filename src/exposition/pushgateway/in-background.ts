import { swallow } from '../../guard/index.ts'
import type { Pushgateway } from './pushgateway.ts'

/** Pushes that go on beside the application. */
export interface Pushing {
  /** Pushes once more, and no longer. Always resolves, within the time of two pushes; stopping twice is stopping once. */
  stop(): Promise<void>
}

/** How often is pushed. */
export interface PushingOptions {
  readonly gateway: Pushgateway
  /** From one push to the next, in milliseconds; a push that takes longer puts off the next. Default: 15,000. */
  readonly everyMillis?: number
}

/**
 * Pushes now and then, for what cannot be scraped where it runs. It never throws: a push that fails is counted in
 * `spanmeter_swallowed_errors_total{site="pushgateway push"}` and warned of once; the next one brings all. It does not
 * keep the process alive.
 *
 * @example
 * const pushing = startPushing({ gateway, everyMillis: 30_000 })
 * process.once('SIGTERM', async () => {
 *   await pushing.stop()
 *   await observability.shutdown()
 * })
 *
 * @throws RangeError when `everyMillis` is no number of milliseconds from 100 on.
 */
export function startPushing({ gateway, everyMillis = 15_000 }: PushingOptions): Pushing {
  // A timer takes what is larger for 1 ms.
  if (!(everyMillis >= 100 && everyMillis < 2 ** 31))
    throw new RangeError(`everyMillis is ${everyMillis}, and must be at least 100, and less than 25 days.`)
  let underWay: Promise<void> | undefined
  const timer = setInterval(() => {
    underWay ??= pushQuietly(gateway).finally(() => {
      underWay = undefined
    })
  }, everyMillis).unref()
  let stopped: Promise<void> | undefined
  return {
    stop() {
      clearInterval(timer)
      stopped ??= Promise.resolve(underWay).then(() => pushQuietly(gateway))
      return stopped
    },
  }
}

/**
 * Does a short-lived job, and pushes what it recorded when it has ended, well or not. The job's result or error is
 * what comes out; a push that fails is counted and warned of, as with `startPushing`.
 *
 * @example
 * const imported = await pushAfter(gateway, () => importOrders())
 * await observability.shutdown()
 */
export async function pushAfter<Result>(
  gateway: Pushgateway,
  job: () => Result | Promise<Result>,
): Promise<Result> {
  try {
    return await job()
  } finally {
    await pushQuietly(gateway)
  }
}

async function pushQuietly(gateway: Pushgateway): Promise<void> {
  try {
    await gateway.push()
  } catch (error) {
    try {
      swallow('pushgateway push', error)
    } catch {
      // In strict mode: there is no caller to throw to.
    }
  }
}
