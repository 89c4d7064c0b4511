import { describe, swallow } from '../../guard/index.ts'
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

/** What the cache answered, or why it did not. */
type Answer<T> = { readonly failed: false; readonly value: T } | { readonly failed: true }

export async function getOrLoad<Key, Value>(
  parts: CacheParts,
  { key, cache, load, isMiss = isMissing, onCacheError }: GetOrLoadOptions<Key, Value>,
): Promise<Value> {
  const details = { key: describe(key) }
  const attempt = async <T>(access: Promise<T>): Promise<Answer<T>> => {
    try {
      return { failed: false, value: await access }
    } catch (error) {
      if (onCacheError === undefined) throw error
      tell(onCacheError, error)
      return { failed: true }
    }
  }
  return parts.operations.readThrough({}, details, async (operation) => {
    const found = await attempt(
      timed(
        parts,
        'get',
        () => cache.get(key),
        (value) => (isMiss(value) ? 'miss' : 'hit'),
      ),
    )
    if (found.failed) operation.set({ result: 'error' })
    else {
      const missed = isMiss(found.value)
      operation.set({ result: missed ? 'miss' : 'hit' })
      // What is no miss is a value: isMiss says so.
      if (!missed) return found.value as Value
    }
    const loaded = await timed(
      parts,
      'load',
      () => load(key),
      () => 'success',
    )
    if (!found.failed) {
      await attempt(
        timed(
          parts,
          'set',
          () => cache.set(key, loaded),
          () => 'success',
        ),
      )
    }
    return loaded
  })
}

function tell(listener: (error: unknown) => void, error: unknown): void {
  try {
    listener(error)
  } catch (failure) {
    swallow('cache onCacheError', failure)
  }
}
