import { type DomainParts, defineDomain } from 'spanmeter'
import { campaignAlerts } from './campaign-alerts.ts'
import { campaignCatalog } from './campaign-catalog.ts'
import { campaignPanels } from './campaign-panels.ts'

type Data = typeof campaignCatalog
type Parts = DomainParts<Data['metrics'], Data['operations']>

/** A campaign that runs, as the gauges tell of it. */
export interface RunningCampaign {
  readonly campaign_id: string
  readonly user_id: string
  readonly pendingLeads: number
  /** Successful calls by all that were settled, the failed ones included; `undefined` while none is. */
  readonly successRate: number | undefined
}

/** How a call ended. */
export type CallOutcome = Data['labels']['outcome']['values'][number]

/** A call that has ended. */
export interface EndedCall {
  readonly campaign_id: string
  readonly user_id: string
  readonly outcome: CallOutcome
}

function campaignMethods({ metrics }: Parts) {
  return {
    /** Tells of all campaigns that run: who is not among them any more has no series any more. */
    running(campaigns: readonly RunningCampaign[]): void {
      const byUser = new Map<string, number>()
      for (const { user_id } of campaigns) byUser.set(user_id, (byUser.get(user_id) ?? 0) + 1)
      metrics.activeCampaigns.setAll([...byUser].map(([user_id, count]) => [{ user_id }, count]))
      metrics.pendingLeads.setAll(
        campaigns.map(({ campaign_id, pendingLeads }) => [{ campaign_id }, pendingLeads]),
      )
      metrics.successRate.setAll(
        campaigns.flatMap(({ campaign_id, successRate }) =>
          successRate === undefined ? [] : [[{ campaign_id }, successRate]],
        ),
      )
    },
    /** A call has ended, after so many seconds and at so many dollars. */
    callCompleted(
      { campaign_id, user_id, outcome }: EndedCall,
      { duration, cost }: { readonly duration: number; readonly cost: number },
    ): void {
      metrics.callsCompleted.add(1, { campaign_id, user_id, outcome })
      metrics.callDuration.record(duration, { campaign_id, outcome })
      metrics.cost.add(cost, { campaign_id, user_id })
    },
  }
}

/** Campaigns and their calls, from the first try to the cost. */
export const campaign = defineDomain(campaignCatalog, {
  methods: campaignMethods,
  panels: campaignPanels,
  alerts: campaignAlerts,
})
