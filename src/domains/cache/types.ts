/** Present or not: what a cache returns for a key that it does not have is `undefined` or `null`. */
type Missing = undefined | null

/** What reading through a cache needs: a `Map`, an LRU cache, a client of a remote one. Sync or async. */
export interface ReadableCache<Key, Value> {
  get(key: Key): Value | Missing | PromiseLike<Value | Missing>
  set(key: Key, value: Value): unknown
}

/** A cache whose methods are to be measured; those that it has not got are not there afterwards either. */
export interface MeasurableCache {
  // Method parameters are compared loosely on purpose: each cache has options of its own after key and value.
  get(key: never, ...rest: never[]): unknown
  set?(key: never, value: never, ...rest: never[]): unknown
  delete?(key: never, ...rest: never[]): unknown
  clear?(): unknown
}

/** The methods of a cache that are measured, each with the cache's own signature. */
export type MeasuredCache<C> = Pick<C, Extract<keyof C, 'get' | 'set' | 'delete' | 'clear'>>

/** Where and how `getOrLoad` reads. */
export interface GetOrLoadOptions<Key, Value> {
  /** On the span only. */
  readonly key: Key
  readonly cache: ReadableCache<Key, Value>
  /** Called on a miss; what it gives is stored and returned. Concurrent misses each load. */
  readonly load: (key: Key) => Value | PromiseLike<Value>
  /** Which values count as a miss. Default: `undefined` and `null`. */
  readonly isMiss?: (value: Value | Missing) => boolean
  /**
   * For a cache that may fail while the work goes on, as one over the network may: its errors are counted as ever, told
   * here, and not thrown. A read that failed loads, and writes nothing back; a value that could not be written is returned
   * all the same. Without it, errors of the cache are thrown.
   */
  readonly onCacheError?: (error: unknown) => void
}

/** What is to be removed, and why. */
export interface EvictOptions<Key> {
  readonly key: Key
  readonly cache: { delete(key: Key): unknown }
  /** Few values: `ttl`, `capacity`, `invalidated`. */
  readonly reason: string
}

/** What the cache meter has once the label `cache` is bound. */
export interface CacheMethods {
  /**
   * Reads through the cache: one span over the whole, and in the metrics the `get` (hit or miss), on a miss the `load`
   * and the `set`, each timed by itself. Errors of the cache and of `load` come back untouched; with `onCacheError`,
   * those of `load` only.
   *
   * @example
   * const product = await products.getOrLoad({ key: id, cache: lru, load: () => findProduct(id) })
   */
  getOrLoad<Key, Value>(options: GetOrLoadOptions<Key, Value>): Promise<Value>
  /**
   * The cache's `get`, `set`, `delete` and `clear`, each with a span, a count and a duration. What is sync stays sync.
   * A `get` of `undefined` or `null` is a miss.
   *
   * @example
   * const measured = products.wrap(new Map<string, Product>())
   * measured.get('p1')
   */
  wrap<C extends MeasurableCache>(cache: C): MeasuredCache<C>
  /** Counts entries that the cache dropped by itself: call it from its eviction hook. */
  evicted(reason: string, count?: number): void
  /** Deletes the key, and counts the eviction once that is done, if the key was there. Returns what the cache's `delete` returns. */
  evict<Key>(options: EvictOptions<Key>): unknown
  /**
   * Reads the number of entries at every collection, cheap or costly alike: never per operation.
   * @returns disposes the observer
   */
  observeSize(size: { readonly size: number } | (() => number | undefined)): Disposable
}
