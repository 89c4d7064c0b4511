import { describe } from '../../guard/index.ts'
import { isMissing } from './catalog.ts'
import type { CacheParts } from './parts.ts'
import type { GetOrLoadOptions } from './types.ts'

/** One access inside the span of the whole: counted and timed, and whatever it throws comes back. */
async function timed<T>(
  { metrics }: CacheParts,
  operation: 'get' | 'load' | 'set',
  work: () => T | PromiseLike<T>,
  resultOf: (value: T) => 'hit' | 'miss' | 'success',
): Promise<T> {
  const began = performance.now()
  let result: 'hit' | 'miss' | 'success' | 'error' = 'error'
  try {
    const value = await work()
    result = resultOf(value)
    return value
  } finally {
    metrics.operations.add(1, { operation, result })
    metrics.operationDuration.record((performance.now() - began) / 1000, { operation })
  }
}

export async function getOrLoad<Key, Value>(
  parts: CacheParts,
  { key, cache, load, isMiss = isMissing }: GetOrLoadOptions<Key, Value>,
): Promise<Value> {
  const details = { key: describe(key) }
  return parts.operations.readThrough({}, details, async (operation) => {
    const found = await timed(
      parts,
      'get',
      () => cache.get(key),
      (value) => (isMiss(value) ? 'miss' : 'hit'),
    )
    const missed = isMiss(found)
    operation.set({ result: missed ? 'miss' : 'hit' })
    // What is no miss is a value: isMiss says so.
    if (!missed) return found as Value
    const loaded = await timed(
      parts,
      'load',
      () => load(key),
      () => 'success',
    )
    await timed(
      parts,
      'set',
      () => cache.set(key, loaded),
      () => 'success',
    )
    return loaded
  })
}
