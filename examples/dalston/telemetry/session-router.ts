import { defineSystem, sessions } from 'spanmeter'
import { componentErrors, internalHttp } from './shared.ts'

/** The pool of realtime workers, and how their sessions end. */
export const pool = sessions.with({
  subsystem: 'session_router',
  only: ['workersRegistered', 'workersHealthy', 'sessionsActive', 'sessions', 'allocationDuration'],
  metrics: { sessions: { description: 'Sessions by outcome (completed, error, timeout)' } },
})

/** What the session router measures. */
export function createSessionRouterTelemetry() {
  return defineSystem({
    namespace: 'dalston',
    domains: { sessions: pool, http: internalHttp, errors: componentErrors },
  })
}

export type SessionRouterTelemetry = ReturnType<typeof createSessionRouterTelemetry>
