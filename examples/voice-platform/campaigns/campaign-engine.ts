import { setTimeout as sleep } from 'node:timers/promises'
import type { CampaignMeter, VoiceTelemetry } from '../telemetry.ts'
import { type CallLog, type Campaign, type Lead, successRateOf } from './campaign.ts'
import type { CampaignStore } from './campaign-store.ts'
import type { Telephony } from './telephony.ts'

/** What the engine works with. */
export interface CampaignEngineParts {
  readonly telemetry: VoiceTelemetry
  readonly store: CampaignStore
  readonly telephony: Telephony
  /** Is told of every call that was made, and of every one that has ended. */
  readonly notify: (event: 'call_started' | 'call_ended', campaign: Campaign, body: object) => Promise<void>
}

/** Calls of one campaign that one poll makes. */
const CALLS_PER_POLL = 2
const POLL_EVERY_MS = 400

/** Looks at all campaigns again and again, and makes their calls. */
export class CampaignEngine {
  readonly #meter: CampaignMeter
  readonly #parts: CampaignEngineParts
  readonly #calls = new Set<Promise<void>>()

  constructor(parts: CampaignEngineParts) {
    this.#parts = parts
    this.#meter = parts.telemetry.campaign
  }

  async run(until: AbortSignal): Promise<void> {
    using _calls = this.#meter.concurrentCalls.observe({}, () => this.#parts.telephony.underWay)
    while (!until.aborted) {
      try {
        await this.#meter.pollCycle({}, {}, () => this.#poll())
      } catch (error) {
        this.#parts.telemetry.errors.record({ module: 'campaign_engine' }, error)
      }
      await sleep(POLL_EVERY_MS, undefined, { signal: until }).catch(() => {})
    }
    await Promise.all(this.#calls)
  }

  async #poll(): Promise<void> {
    const campaigns = this.#parts.store.running()
    await Promise.all(campaigns.map((campaign) => this.#process(campaign)))
    this.#tell()
  }

  async #process(campaign: Campaign): Promise<void> {
    for (const lead of campaign.leads.slice(0, CALLS_PER_POLL)) {
      await this.#call(campaign, lead)
      // Until now it was pending, and its campaign ran.
      campaign.leads.shift()
    }
  }

  /** A call that cannot be made is a failed one, however the telephony says so; the next lead is called all the same. */
  async #call(campaign: Campaign, lead: Lead): Promise<void> {
    const { telemetry, telephony, notify } = this.#parts
    const { id, userId, agentId, calls } = campaign
    const labels = { campaign_id: id, user_id: userId }
    calls.initiated++
    try {
      const result = await this.#meter.createCall(labels, { lead: lead.id, agent: agentId }, async (call) => {
        const tried = await telephony.call(lead)
        if (!tried.success) call.fail(tried.error)
        return tried
      })
      if (!result.success) {
        calls.failed++
        return
      }
      campaign.underWay++
      await notify('call_started', campaign, { lead: lead.id })
      const ended = result.ended.then((end) => this.#completed({ campaign, lead, ...end }))
      this.#calls.add(ended)
      void ended.finally(() => this.#calls.delete(ended))
    } catch (error) {
      calls.failed++
      telemetry.errors.record({ module: 'telephony' }, error)
    }
  }

  /** The telephony says that a call has ended, some time after it was made. */
  async #completed({ campaign, lead, outcome, durationSeconds, cost }: CallLog): Promise<void> {
    const { id, userId, calls } = campaign
    this.#meter.callCompleted(
      { campaign_id: id, user_id: userId, outcome },
      { duration: durationSeconds, cost },
    )
    campaign.underWay--
    calls.completed++
    calls.cost += cost
    if (outcome === 'success') calls.successful++
    this.#tell()
    await this.#parts.notify('call_ended', campaign, { lead: lead.id, outcome, durationSeconds })
  }

  #tell(): void {
    this.#meter.running(
      this.#parts.store.running().map(({ id, userId, leads, calls }) => ({
        campaign_id: id,
        user_id: userId,
        pendingLeads: leads.length,
        successRate: successRateOf(calls),
      })),
    )
  }
}
