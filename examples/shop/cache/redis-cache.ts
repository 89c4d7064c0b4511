import CircuitBreaker from 'opossum'
import { meterBreaker } from 'spanmeter/integrations/opossum'
import type { ShopTelemetry } from '../telemetry.ts'
import { connectRedis, type RedisClient } from './connect-redis.ts'

const ANSWER_WITHIN_MS = 500
/** Longer than the client needs to give up a silent connection, so that what tries it again does not keep it. */
const TRY_AGAIN_AFTER_MS = 5_000

/**
 * Texts by key in a Redis, behind a circuit breaker: every call is answered or rejected within half a second, and at once
 * while the breaker is open.
 */
export class RedisCache {
  readonly #client: RedisClient
  readonly #breaker: CircuitBreaker<[command: () => Promise<unknown>], unknown>

  constructor(client: RedisClient, telemetry: ShopTelemetry) {
    this.#client = client
    this.#breaker = new CircuitBreaker((command) => command(), {
      name: 'redis',
      timeout: ANSWER_WITHIN_MS,
      resetTimeout: TRY_AGAIN_AFTER_MS,
      errorThresholdPercentage: 50,
      volumeThreshold: 5,
    })
    meterBreaker(this.#breaker, { meter: telemetry.circuitBreaker({ service: 'redis' }) })
  }

  async get(key: string): Promise<string | undefined> {
    const text = await this.#breaker.fire(() => this.#client.get(key))
    return typeof text === 'string' ? text : undefined
  }

  async set(key: string, text: string, seconds: number): Promise<void> {
    await this.#breaker.fire(() =>
      this.#client.set(key, text, { expiration: { type: 'EX', value: seconds } }),
    )
  }

  /** @returns whether it was there */
  async delete(key: string): Promise<boolean> {
    return (await this.#breaker.fire(() => this.#client.del(key))) === 1
  }

  /** Asks the server itself, past the breaker. */
  async ping(): Promise<void> {
    await this.#client.ping()
  }

  close(): void {
    this.#breaker.shutdown()
    this.#client.destroy()
  }
}

/** Connects, as {@link connectRedis} does; the URL may hold a password, so no error repeats it. */
export async function openRedisCache(
  url: string,
  { telemetry, notice }: { telemetry: ShopTelemetry; notice: (sentence: string) => void },
): Promise<RedisCache> {
  try {
    return new RedisCache(await connectRedis(url, notice), telemetry)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new Error(`The Redis that REDIS_URL names cannot be used: ${why}`, { cause: error })
  }
}
