import type { DomainParts } from '../../catalog/index.ts'
import type { CacheMetrics, CacheOperations } from './catalog.ts'

/** What the wrappers of the cache domain are made of. */
export type CacheParts = DomainParts<CacheMetrics, CacheOperations>
