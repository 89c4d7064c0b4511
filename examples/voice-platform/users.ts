import { setTimeout as sleep } from 'node:timers/promises'
import type { CampaignStore } from './campaigns/campaign-store.ts'
import { partnerIds } from './partners/partners.ts'

const CAMPAIGNS = 10
const USERS = 3
const LEADS = 12
const START_EVERY_MS = 1_000

/** Whether users have somebody called, or nobody. */
export type UsersMood = 'well' | 'away'

/** Users of the platform: one after the other has a dozen leads called, until so many were given in all. */
export class Users {
  mood: UsersMood = 'well'
  readonly #store: CampaignStore
  readonly #calls: number
  #given = 0

  constructor(store: CampaignStore, calls = Infinity) {
    this.#store = store
    this.#calls = calls
  }

  async act(until: AbortSignal): Promise<void> {
    for (let turn = 0; this.#given < this.#calls && !until.aborted; turn++) {
      if (this.mood === 'well') this.#start(turn % CAMPAIGNS)
      await sleep(START_EVERY_MS, undefined, { signal: until }).catch(() => {})
    }
  }

  #start(campaign: number): void {
    const leads = Array.from({ length: Math.min(LEADS, this.#calls - this.#given) }, () => {
      const number = this.#given++
      return { id: `lead-${number}`, phone: `+1555${String(number).padStart(7, '0')}` }
    })
    this.#store.start(
      {
        id: `campaign-${campaign}`,
        userId: `user-${campaign % USERS}`,
        agentId: 'agent-1',
        partnerId: partnerIds[campaign % partnerIds.length] ?? 'acme',
      },
      leads,
    )
  }
}
