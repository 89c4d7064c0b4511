export type { CacheLabels, CacheMetrics, CacheOperations } from './catalog.ts'
export { type CacheKind, cache } from './meter.ts'
export { cachePanels } from './panels.ts'
export type {
  CacheMethods,
  EvictOptions,
  GetOrLoadOptions,
  MeasurableCache,
  MeasuredCache,
  ReadableCache,
} from './types.ts'
