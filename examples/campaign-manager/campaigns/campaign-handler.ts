import { randomUUID } from 'node:crypto'
import type { EventPublisher } from '../events/event-publisher.ts'
import type { CampaignTelemetry } from '../telemetry.ts'
import type { Campaign, ReferenceType } from './campaign.ts'
import type { CampaigncallHandler } from './campaigncall-handler.ts'

/** Targets that one round calls for each campaign that runs. */
const CALLS_PER_ROUND = 3

/** Keeps campaigns, and calls their targets round by round. */
export class CampaignHandler {
  readonly #telemetry: CampaignTelemetry
  readonly #events: EventPublisher
  readonly #calls: CampaigncallHandler
  readonly #campaigns = new Map<string, Campaign>()

  constructor(telemetry: CampaignTelemetry, events: EventPublisher, calls: CampaigncallHandler) {
    this.#telemetry = telemetry
    this.#events = events
    this.#calls = calls
  }

  create(reference: ReferenceType, targets: readonly string[]): Promise<Campaign> {
    const campaign: Campaign = { id: randomUUID(), reference, targets, status: 'stop', called: 0 }
    return this.#telemetry.campaign.creation({}, { campaign: campaign.id }, async () => {
      this.#campaigns.set(campaign.id, campaign)
      await this.#events.publish('campaign_created')
      return campaign
    })
  }

  async run(id: string): Promise<void> {
    const campaign = this.#find(id)
    if (campaign.status === 'run') return
    campaign.status = 'run'
    this.#telemetry.campaign.statusRun.add(1)
    await this.#events.publish('campaign_status_run')
  }

  async stop(id: string): Promise<void> {
    const campaign = this.#find(id)
    if (campaign.status === 'stop') return
    campaign.status = 'stop'
    this.#telemetry.campaign.statusStop.add(1)
    await this.#events.publish('campaign_status_stop')
  }

  /** One round: the next few targets of each campaign that runs. One without targets left is stopped. */
  async execute(): Promise<void> {
    for (const campaign of this.#campaigns.values()) {
      if (campaign.status === 'run') await this.#executeOne(campaign)
    }
  }

  #executeOne(campaign: Campaign): Promise<void> {
    return this.#telemetry.campaign.execution({}, { campaign: campaign.id }, async () => {
      const next = campaign.targets.slice(campaign.called, campaign.called + CALLS_PER_ROUND)
      if (next.length === 0) return this.stop(campaign.id)
      campaign.called += next.length
      await Promise.all(next.map((target) => this.#calls.create(campaign, target)))
    })
  }

  #find(id: string): Campaign {
    const campaign = this.#campaigns.get(id)
    if (campaign === undefined) throw new RangeError(`There is no campaign ${id}.`)
    return campaign
  }
}
