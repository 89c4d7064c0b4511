/** What is too much, or too little. Who knows his service says so; the rest stays. */
export interface AlertBounds {
  /** Of all components. Default 1. */
  readonly errorsPerSecond?: number
  /** Of one component. Default 0.2. */
  readonly componentErrorsPerSecond?: number
  /** Of the 95th percentile of requests. Default 0.5. */
  readonly slowRequestSeconds?: number
  /** Of the memory that a component may hold. Default 0.9. */
  readonly memoryShare?: number
  /** Of the processors that a component may use. Default 0.9. */
  readonly cpuShare?: number
  /** Of the prospects of a platform. Default 0.3. */
  readonly meanScore?: number
  /** Of the engagement of the same hour yesterday. Default 0.5. */
  readonly engagementShare?: number
}

/** The bounds that hold unless somebody says otherwise. */
export const defaultBounds: Required<AlertBounds> = {
  errorsPerSecond: 1,
  componentErrorsPerSecond: 0.2,
  slowRequestSeconds: 0.5,
  memoryShare: 0.9,
  cpuShare: 0.9,
  meanScore: 0.3,
  engagementShare: 0.5,
}
