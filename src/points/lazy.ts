import type { Collectable } from './collection.ts'

const lazy = new WeakSet<object>()

/**
 * Declares that whoever collects from this reader reads the points at once and once, through `pointsOf`: metrics of our
 * own instruments then read each series when its point is asked for, and a large collection never stands in memory.
 *
 * Without it, a collection is a snapshot, as the official SDK's is: it may be kept and read later.
 *
 * @example
 * collectLazily(reader)
 * const { resourceMetrics } = await reader.collect()
 */
export function collectLazily(reader: Collectable): void {
  lazy.add(reader)
}

/** Whether `collectLazily` was called for this reader. */
export function isCollectedLazily(reader: object): boolean {
  return lazy.has(reader)
}
