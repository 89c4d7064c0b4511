import type { CallOutcome } from './campaign-domain.ts'

/** Somebody to be called. */
export interface Lead {
  readonly id: string
  readonly phone: string
}

/** What became of the calls of a campaign. */
export interface CallTally {
  initiated: number
  failed: number
  completed: number
  successful: number
  /** Dollars. */
  cost: number
}

/** A list of leads that an agent calls for a user; a partner hears of each call. */
export interface Campaign {
  readonly id: string
  readonly userId: string
  readonly agentId: string
  readonly partnerId: string
  readonly leads: Lead[]
  /** Calls that were made and have not ended. */
  underWay: number
  readonly calls: CallTally
}

/** What the telephony says of a call that has ended. */
export interface CallLog {
  readonly campaign: Campaign
  readonly lead: Lead
  readonly outcome: CallOutcome
  readonly durationSeconds: number
  readonly cost: number
}

/** Successful calls by all that are settled: one that could not be made is no success either. `undefined` without any. */
export function successRateOf({ successful, completed, failed }: CallTally): number | undefined {
  const settled = completed + failed
  return settled === 0 ? undefined : successful / settled
}
