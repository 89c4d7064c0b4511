import type { Attributes, CollectionResult } from '../points/index.ts'

/** What is collected where there are no metrics. */
export async function nothingCollected(resource: Attributes): Promise<CollectionResult> {
  return { resourceMetrics: { resource: { attributes: resource }, scopeMetrics: [] }, errors: [] }
}
