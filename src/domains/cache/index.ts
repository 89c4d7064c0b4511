export { cache } from './meter.ts'
export type {
  CacheMethods,
  EvictOptions,
  GetOrLoadOptions,
  MeasurableCache,
  MeasuredCache,
  ReadableCache,
} from './types.ts'
