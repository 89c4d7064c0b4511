import type { Product } from '../catalog-data.ts'
import type { ShopTelemetry } from '../telemetry.ts'
import type { RedisCache } from './redis-cache.ts'

/** How long a price may be out of date, when its deletion failed or crossed somebody's write of the old one. */
const KEPT_SECONDS = 120

/** Products by number, in a server that may fail. */
interface Store {
  get(id: number): Promise<Product | undefined>
  set(id: number, product: Product | undefined): Promise<void>
  delete(id: number): Promise<boolean>
}

/**
 * The second cache of products, behind the one in the process and shared by all processes of the shop. It only ever
 * saves work: whatever happens to Redis, the database is asked instead, and the failure is counted.
 */
export class SharedProducts {
  readonly #telemetry: ShopTelemetry
  readonly #meter
  readonly #store: Store

  constructor(redis: RedisCache, telemetry: ShopTelemetry) {
    this.#telemetry = telemetry
    this.#meter = telemetry.cache({ cache: 'products-redis' })
    this.#store = storeIn(redis)
  }

  /** The product from Redis, or else what `load` gives, which Redis then holds. Only `load` makes it fail. */
  find(id: number, load: () => Promise<Product | undefined>): Promise<Product | undefined> {
    const onCacheError = (error: unknown): void => this.#failed(error)
    return this.#meter.getOrLoad({ key: id, cache: this.#store, load, onCacheError })
  }

  async forget(id: number): Promise<void> {
    try {
      await this.#meter.wrap(this.#store).delete(id)
    } catch (error) {
      this.#failed(error)
    }
  }

  #failed(error: unknown): void {
    this.#telemetry.errors.record({ module: 'redis', severity: 'warning' }, error)
  }
}

function storeIn(redis: RedisCache): Store {
  return {
    get: async (id) => productIn(await redis.get(keyOf(id))),
    set: async (id, product) => {
      if (product !== undefined) await redis.set(keyOf(id), JSON.stringify(product), KEPT_SECONDS)
    },
    delete: (id) => redis.delete(keyOf(id)),
  }
}

function keyOf(id: number): string {
  return `spanmeter-shop:product:${id}`
}

/** The product that the text holds; `undefined` when somebody else wrote something else there. */
function productIn(text: string | undefined): Product | undefined {
  if (text === undefined) return undefined
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null) return undefined
    if (!('id' in value && 'name' in value && 'priceCents' in value)) return undefined
    const { id, name, priceCents } = value
    if (typeof id !== 'number' || typeof name !== 'string' || typeof priceCents !== 'number') return undefined
    return { id, name, priceCents }
  } catch {
    return undefined
  }
}
