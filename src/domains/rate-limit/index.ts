export type { RateLimitLabels, RateLimitMetrics } from './catalog.ts'
export {
  type RateLimitKind,
  type RateLimitMethods,
  type RateLimitName,
  type RateLimitState,
  rateLimit,
} from './meter.ts'
export { rateLimitPanels } from './panels.ts'
