import { defineSystem } from 'spanmeter'
import { storage } from '../engine/storage-domain.ts'
import { dag } from '../orchestrator/dag-domain.ts'
import { speech } from '../realtime/speech-domain.ts'
import { redis } from '../redis/redis-domain.ts'
import { work } from './engine.ts'
import { gateway, submissions } from './gateway.ts'
import { pipeline } from './orchestrator.ts'
import { queues } from './queue-poller.ts'
import { served } from './realtime.ts'
import { pool } from './session-router.ts'
import { componentErrors, events } from './shared.ts'

/**
 * All that Dalston measures, whichever process does: dashboards, rules and the reference are made from it. Each process
 * has its own part of the same domains, so that it exposes nothing that it does not know.
 */
export function createTelemetry() {
  return defineSystem({
    namespace: 'dalston',
    exceptions: [
      { rule: 'id-label', reason: 'An engine_id names one of few engines, as it does in every dashboard.' },
    ],
    domains: {
      gateway,
      submissions,
      pipeline,
      dag,
      events,
      work,
      storage,
      pool,
      served,
      speech,
      queues,
      redis,
      errors: componentErrors,
    },
  })
}
