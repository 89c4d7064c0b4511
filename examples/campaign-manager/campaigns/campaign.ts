/** What a campaign starts for each of its targets. */
export type ReferenceType = 'call' | 'flow'

/** A list of targets to be called. */
export interface Campaign {
  readonly id: string
  readonly reference: ReferenceType
  readonly targets: readonly string[]
  status: 'stop' | 'run'
  /** How many targets were called. */
  called: number
}
