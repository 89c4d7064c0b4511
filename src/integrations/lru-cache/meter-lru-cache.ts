import type { BoundCacheMeter } from '../../domains/index.ts'

/** The part of a cache meter that is used here; `shop.cache({ cache: 'products' })` is one. */
export type CacheMeter = Pick<BoundCacheMeter, 'evicted' | 'observeSize' | 'wrap'>

/** What is used of an `LRUCache`, version 11 or later. */
export interface LruLike<Key, Value> {
  readonly size: number
  get(key: Key): Value | undefined
  set(key: Key, value: Value): unknown
  delete(key: Key): boolean
  clear(): void
}

/** The `dispose` option of an `LRUCache`. */
export type Dispose = (value: unknown, key: unknown, reason: string) => void

/** A cache whose use is measured. */
export interface MeteredLru<Key, Value, Cache> extends Disposable {
  /** The cache itself, unmeasured: for `getOrLoad`, which measures on its own, and for all that is not wrapped here. */
  readonly lru: Cache
  get(key: Key): Value | undefined
  set(key: Key, value: Value): void
  /** @returns whether it was there */
  delete(key: Key): boolean
  clear(): void
}

/** Why an entry went, in words of the metric. Deleting or replacing an entry is no eviction. */
const REASONS: ReadonlyMap<string, string> = new Map([
  ['evict', 'capacity'],
  ['expire', 'ttl'],
])

/**
 * Measures an `lru-cache`: reads and writes by result and duration, hit rate, size at every collection, evictions by
 * reason (`capacity` for the least recently used, `ttl` for the expired).
 *
 * lru-cache reports evictions to its `dispose` option only, so the cache is made inside `create`, which hands the
 * function to it. A `dispose` of your own is called from there: `(value, key, reason) => { mine(value); dispose(value,
 * key, reason) }`. Expired entries count when lru-cache notices them: at the next read of the key, or in time with its
 * option `ttlAutopurge`.
 *
 * @returns the measured cache; disposing it stops observing the size
 * @example
 * const products = meterLruCache({
 *   meter: shop.cache({ cache: 'products' }),
 *   create: (dispose) => new LRUCache<string, Product>({ max: 500, ttl: 60_000, dispose }),
 * })
 * products.set('p1', lamp)
 */
export function meterLruCache<Key, Value, Cache extends LruLike<Key, Value>>(options: {
  readonly meter: CacheMeter
  readonly create: (dispose: Dispose) => Cache & LruLike<Key, Value>
}): MeteredLru<Key, Value, Cache> {
  const { meter, create } = options
  const lru = create((_value, _key, reason) => {
    const word = REASONS.get(reason)
    if (word !== undefined) meter.evicted(word)
  })
  const size = meter.observeSize(lru)
  const measured = meter.wrap(lru)
  return {
    lru,
    get: (key) => measured.get(key),
    set: (key, value) => void measured.set(key, value),
    delete: (key) => measured.delete(key),
    clear: () => measured.clear(),
    [Symbol.dispose]: () => size[Symbol.dispose](),
  }
}
