import { defineSystem, sessions } from 'spanmeter'
import { speech } from '../realtime/speech-domain.ts'
import { componentErrors, internalHttp } from './shared.ts'

/** Sessions as their worker serves them. */
export const served = sessions.with({ subsystem: 'realtime', only: ['sessionDuration'] })

/** What a realtime worker measures. */
export function createRealtimeTelemetry() {
  return defineSystem({
    namespace: 'dalston',
    domains: { sessions: served, speech, http: internalHttp, errors: componentErrors },
  })
}

export type RealtimeTelemetry = ReturnType<typeof createRealtimeTelemetry>
