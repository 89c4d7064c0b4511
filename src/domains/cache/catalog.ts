import type { Catalog } from '../../catalog/index.ts'
import type { Outcome } from '../../operations/index.ts'
import { cacheSeconds } from '../buckets.ts'

const accessMetrics = [
  { metric: 'operations', measure: 'count' },
  { metric: 'operationDuration', measure: 'duration' },
] as const

/** What a cache answers for a key that it does not have. */
export function isMissing(value: unknown): boolean {
  return value === undefined || value === null
}

/** Anything but a read succeeds or fails; a read says itself whether it hit. */
function writeResult({ failed }: Outcome): string {
  return failed ? 'error' : 'success'
}

function readResult({ value, failed }: Outcome): string {
  if (failed) return 'error'
  return isMissing(value) ? 'miss' : 'hit'
}

export const cacheCatalog = {
  name: 'cache',
  labels: {
    cache: { bound: 20, description: 'Name of the cache' },
    operation: { bound: 20, description: 'What was done: `get`, `set`, `delete`, `clear`, `load`' },
    result: {
      values: ['hit', 'miss', 'success', 'error'],
      description: '`hit` or `miss` for reads, `success` or `error` otherwise',
    },
    reason: { bound: 10, description: 'Why an entry went: `ttl`, `capacity`, `invalidated`' },
  },
  metrics: {
    operations: {
      type: 'counter',
      labels: ['cache', 'operation', 'result'],
      zero: [
        { operation: 'get', result: 'hit' },
        { operation: 'get', result: 'miss' },
      ],
      description: 'Cache operations (hit/miss)',
    },
    hitRate: {
      type: 'gauge',
      labels: ['cache'],
      description: 'Cache hit rate (0.0-1.0)',
      window: { of: 'operations', part: { result: ['hit'] }, whole: { result: ['hit', 'miss'] } },
    },
    size: { type: 'gauge', labels: ['cache'], description: 'Current cache entries' },
    evictions: { type: 'counter', labels: ['cache', 'reason'], description: 'Cache evictions' },
    operationDuration: {
      type: 'histogram',
      unit: 's',
      labels: ['cache', 'operation'],
      buckets: cacheSeconds,
      description: 'Operation duration',
      exceptions: [
        {
          rule: 'unsuitable-buckets',
          reason:
            'A cache in process answers in microseconds: from 1 ms up every hit would share one bucket.',
        },
      ],
    },
  },
  operations: {
    readThrough: {
      name: 'cache.get_or_load',
      span: { attributes: { key: 'cache.key' } },
      labels: ['cache'],
      later: ['result'],
    },
    get: {
      span: { attributes: { key: 'cache.key' } },
      labels: ['cache'],
      later: ['result'],
      constant: { operation: 'get' },
      end: { result: readResult },
      metrics: accessMetrics,
    },
    set: {
      span: { attributes: { key: 'cache.key' } },
      labels: ['cache'],
      constant: { operation: 'set' },
      later: ['result'],
      end: { result: writeResult },
      metrics: accessMetrics,
    },
    delete: {
      span: { attributes: { key: 'cache.key' } },
      labels: ['cache'],
      constant: { operation: 'delete' },
      later: ['result'],
      end: { result: writeResult },
      metrics: accessMetrics,
    },
    clear: {
      labels: ['cache'],
      constant: { operation: 'clear' },
      later: ['result'],
      end: { result: writeResult },
      metrics: accessMetrics,
    },
  },
} as const satisfies Catalog

// Interfaces, so that editors and declarations show a name and not the data.
type Data = typeof cacheCatalog
/** The labels of the cache domain. */
export interface CacheLabels extends Pick<Data['labels'], keyof Data['labels']> {}
/** The metrics of the cache domain. */
export interface CacheMetrics extends Pick<Data['metrics'], keyof Data['metrics']> {}
/** The operations of the cache domain. */
export interface CacheOperations extends Pick<Data['operations'], keyof Data['operations']> {}
