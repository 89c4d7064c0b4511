import type { DomainParts } from '../../catalog/index.ts'
import type { cacheCatalog } from './catalog.ts'

/** What the wrappers of the cache domain are made of. */
export type CacheParts = DomainParts<typeof cacheCatalog.metrics, typeof cacheCatalog.operations>
