export type { CacheMeter, Dispose, LruLike, MeteredLru } from './meter-lru-cache.ts'
export { meterLruCache } from './meter-lru-cache.ts'
