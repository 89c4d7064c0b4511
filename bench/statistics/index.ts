export type { Spread } from './statistics.ts'
export { median, medianInterval, pairwise, quantile, spread } from './statistics.ts'
