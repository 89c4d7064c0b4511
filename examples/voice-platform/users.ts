import { setTimeout as sleep } from 'node:timers/promises'
import type { CampaignStore } from './campaigns/campaign-store.ts'
import { partnerIds } from './partners/partners.ts'

const CAMPAIGNS = 10
const USERS = 3
const LEADS = 12
const START_EVERY_MS = 1_000

/** Users of the platform: one after the other has a dozen leads called, until so many were given in all. */
export async function actAsUsers(store: CampaignStore, until: AbortSignal, calls = Infinity): Promise<void> {
  let given = 0
  for (let turn = 0; given < calls && !until.aborted; turn++) {
    const campaign = turn % CAMPAIGNS
    const leads = Array.from({ length: Math.min(LEADS, calls - given) }, () => {
      const number = given++
      return { id: `lead-${number}`, phone: `+1555${String(number).padStart(7, '0')}` }
    })
    store.start(
      {
        id: `campaign-${campaign}`,
        userId: `user-${campaign % USERS}`,
        agentId: 'agent-1',
        partnerId: partnerIds[campaign % partnerIds.length] ?? 'acme',
      },
      leads,
    )
    await sleep(START_EVERY_MS, undefined, { signal: until }).catch(() => {})
  }
}
