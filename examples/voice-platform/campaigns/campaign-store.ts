import type { Campaign, Lead } from './campaign.ts'

/** Who runs a campaign, and who hears of it. */
export type CampaignHead = Pick<Campaign, 'id' | 'userId' | 'agentId' | 'partnerId'>

/** Keeps campaigns with what became of their calls: the platform's own books. */
export class CampaignStore {
  readonly #campaigns = new Map<string, Campaign>()

  /** Has these leads called: by a new campaign, or by one that is there already. */
  start(head: CampaignHead, leads: readonly Lead[]): void {
    const known = this.#campaigns.get(head.id)
    if (known === undefined) {
      const calls = { initiated: 0, failed: 0, completed: 0, successful: 0, cost: 0 }
      this.#campaigns.set(head.id, { ...head, leads: [...leads], underWay: 0, calls })
    } else known.leads.push(...leads)
  }

  /** Campaigns with a lead to be called, or a call that has not ended. */
  running(): Campaign[] {
    return this.all().filter(({ leads, underWay }) => leads.length > 0 || underWay > 0)
  }

  all(): Campaign[] {
    return [...this.#campaigns.values()]
  }
}
