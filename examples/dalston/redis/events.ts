import type { MeterOf } from 'spanmeter'
import type { Stage, Wishes } from '../orchestrator/stages.ts'
import type { events } from '../telemetry/shared.ts'
import type { Redis } from './connect-redis.ts'
import { keys } from './keys.ts'

/** What processes tell the orchestrator. */
export type DalstonEvent =
  | { readonly type: 'job.created'; readonly job: string; readonly tenant: string; readonly wishes: Wishes }
  | { readonly type: 'task.completed' | 'task.failed'; readonly job: string; readonly stage: Stage }

/** The types that there are. */
export const eventTypes = ['job.created', 'task.completed', 'task.failed'] as const

/** An event on its way, with the context of the trace that it belongs to. */
export interface EventMessage {
  readonly event: DalstonEvent
  readonly publishedAt: number
  readonly headers: Record<string, string>
}

/** Puts an event into the orchestrator's list. @throws when Redis does not take it */
export async function publish(
  redis: Redis,
  meter: MeterOf<typeof events>,
  { event, tenant }: { readonly event: DalstonEvent; readonly tenant: string },
): Promise<void> {
  const headers: Record<string, string> = {}
  await meter.publish({ event_type: event.type, tenant_id: tenant }, { headers }, async () => {
    const message: EventMessage = { event, publishedAt: Date.now(), headers }
    await redis.lPush(keys.events, JSON.stringify(message))
  })
}
