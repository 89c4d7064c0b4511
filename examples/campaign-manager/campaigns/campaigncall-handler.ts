import { setTimeout as sleep } from 'node:timers/promises'
import type { EventPublisher } from '../events/event-publisher.ts'
import type { CampaignTelemetry } from '../telemetry.ts'
import type { Campaign } from './campaign.ts'

/** Starts what a campaign wants of a target, and hears how it ended. */
export class CampaigncallHandler {
  readonly #telemetry: CampaignTelemetry
  readonly #events: EventPublisher
  readonly #dial: (target: string) => Promise<boolean>

  /** @param dial resolves with whether the target was reached */
  constructor(
    telemetry: CampaignTelemetry,
    events: EventPublisher,
    dial: (target: string) => Promise<boolean> = pretendToDial,
  ) {
    this.#telemetry = telemetry
    this.#events = events
    this.#dial = dial
  }

  async create({ id, reference }: Campaign, target: string): Promise<void> {
    await this.#telemetry.campaigncall.creation({ reference_type: reference }, { campaign: id }, () =>
      this.#events.publish('campaigncall_created'),
    )
    await this.#done(await this.#dial(target).catch(() => false))
  }

  async #done(reached: boolean): Promise<void> {
    this.#telemetry.campaigncall.done.add(1, { result: reached ? 'success' : 'fail' })
    await this.#events.publish('campaigncall_done')
  }
}

/** Nobody is called by an example: some milliseconds, and a number that ends in 9 does not answer. */
async function pretendToDial(target: string): Promise<boolean> {
  await sleep(5 + Number(target.slice(-2)) / 5)
  return !target.endsWith('9')
}
