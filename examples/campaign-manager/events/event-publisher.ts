import { EventEmitter } from 'node:events'
import type { CampaignTelemetry } from '../telemetry.ts'

/** What happens to campaigns and their calls. */
export type EventType =
  | 'campaign_created'
  | 'campaign_status_run'
  | 'campaign_status_stop'
  | 'campaigncall_created'
  | 'campaigncall_done'

/** Tells whoever listens. */
export class EventPublisher {
  readonly #telemetry: CampaignTelemetry
  readonly #emitter = new EventEmitter()

  constructor(telemetry: CampaignTelemetry) {
    this.#telemetry = telemetry
  }

  async publish(event_type: EventType): Promise<void> {
    const headers: Record<string, string> = {}
    await this.#telemetry.events.publish({ event_type, tenant_id: 'none' }, { headers }, async () => {
      this.#emitter.emit(event_type, headers)
    })
  }
}
