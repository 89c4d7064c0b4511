import { type Domain, defineDomain, type MethodsKind, methodsByBinding } from '../../catalog/index.ts'
import { isThenable } from '../../operations/index.ts'
import { cacheAlerts } from './alerts.ts'
import { type CacheLabels, type CacheMetrics, type CacheOperations, cacheCatalog } from './catalog.ts'
import { getOrLoad } from './get-or-load.ts'
import { cachePanels } from './panels.ts'
import type { CacheParts } from './parts.ts'
import type { CacheMethods } from './types.ts'
import { wrap } from './wrap.ts'

/** The methods of the cache meter: all of them once `cache` is bound. */
export interface CacheKind extends MethodsKind {
  readonly methods: 'cache' extends this['bound'] ? CacheMethods : unknown
}

function cacheMethods(parts: CacheParts): CacheMethods {
  const { metrics } = parts
  const evicted = (reason: string, count = 1): void => metrics.evictions.add(count, { reason })
  return {
    getOrLoad: (options) => getOrLoad(parts, options),
    wrap: (cache) => wrap(parts, cache),
    evicted,
    evict({ key, cache, reason }) {
      const counted = (done: unknown): unknown => {
        // What was not there was not evicted: `false` of a Map, 0 of a remote cache.
        if (done !== false && done !== 0) evicted(reason)
        return done
      }
      const done = cache.delete(key)
      return isThenable(done) ? Promise.resolve(done).then(counted) : counted(done)
    },
    observeSize: (size) => metrics.size.observe({}, typeof size === 'function' ? size : () => size.size),
  }
}

/**
 * Caches, in process or remote. Bind the cache's name, and the wrappers are there: `getOrLoad`, `wrap`, `evict`,
 * `observeSize`. `hit_rate` is hits over hits and misses of the last 5 minutes, absent while nothing was read.
 *
 * @example
 * const products = shop.cache({ cache: 'products' })
 * const product = await products.getOrLoad({ key: id, cache: lru, load: () => findProduct(id) })
 */
export const cache: Domain<CacheLabels, CacheMetrics, CacheOperations, CacheKind> = defineDomain(
  cacheCatalog,
  {
    methods: methodsByBinding<CacheKind, CacheParts>(cacheMethods),
    panels: cachePanels,
    alerts: cacheAlerts,
  },
)
