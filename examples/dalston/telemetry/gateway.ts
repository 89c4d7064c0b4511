import { defineSystem, http, jobs } from 'spanmeter'
import { componentErrors, events } from './shared.ts'

/** Requests of clients, their uploads and their websockets. */
export const gateway = http.with({
  subsystem: 'gateway',
  only: ['requests', 'requestDuration', 'websocketConnections', 'uploadBytes'],
  labels: { path: 'endpoint', status: 'status_code' },
  metrics: { requestDuration: { description: 'Request latency' } },
})

/** Jobs as the gateway takes them in. */
export const submissions = jobs.with({ subsystem: 'gateway', only: ['jobsCreated'] })

/** What the gateway measures. */
export function createGatewayTelemetry() {
  return defineSystem({
    namespace: 'dalston',
    domains: { http: gateway, jobs: submissions, events, errors: componentErrors },
  })
}

export type GatewayTelemetry = ReturnType<typeof createGatewayTelemetry>
