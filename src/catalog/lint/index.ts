export type { Finding } from './finding.ts'
export { estimatedSeries } from './label-rules.ts'
export { lintCatalog } from './lint-catalog.ts'
