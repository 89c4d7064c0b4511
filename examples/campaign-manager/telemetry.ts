import { defineSystem, eventBus } from 'spanmeter'
import { campaign } from './campaigns/campaign-domain.ts'
import { campaigncall } from './campaigns/campaigncall-domain.ts'
import { rpc } from './rpc/rpc-domain.ts'

/** Published events under the names of this system, which does not tell tenants apart. */
const events = eventBus.with({
  subsystem: 'event',
  only: ['published'],
  labels: { event_type: 'type', tenant_id: false },
  metrics: { published: { name: 'publish', description: 'Published events by type' } },
})

/** How the telemetry is made. */
export interface CampaignTelemetryOptions {
  /** Also emits the processing time under the name that says its unit. Default false. */
  readonly inSeconds?: boolean
}

/** The one declaration of what the campaign manager measures. */
export function createTelemetry({ inSeconds = false }: CampaignTelemetryOptions = {}) {
  const requests = inSeconds ? rpc.with({ also: ['processTimeSeconds'] }) : rpc
  return defineSystem({
    namespace: 'campaign_manager',
    domains: { campaign, campaigncall, events, rpc: requests },
  })
}

export type CampaignTelemetry = ReturnType<typeof createTelemetry>
