import { defineSystem, errors, http, rateLimit, resources } from 'spanmeter'
import { errorAlerts } from './errors/error-alerts.ts'
import { platforms } from './platforms/platform-domain.ts'
import { processing } from './processing/processing-domain.ts'
import { prospects } from './prospects/prospect-domain.ts'

const exceptions = [{ rule: 'no-subsystem', reason: 'Others read these names as they are.' }] as const

const domains = {
  errors: errors.with({
    subsystem: 'system',
    only: ['errors'],
    labels: { module: 'component', severity: false },
    metrics: { errors: { description: 'Total number of system errors' } },
    alerts: errorAlerts,
  }),
  http: http.with({
    subsystem: '',
    exceptions,
    only: ['requestDuration'],
    labels: { path: 'endpoint' },
    metrics: { requestDuration: { description: 'Request duration' } },
  }),
  processing,
  rateLimit: rateLimit.with({ labels: { limiter: 'platform' } }),
  resources: resources.with({
    subsystem: '',
    exceptions,
    metrics: {
      memoryUsage: { description: 'Memory usage' },
      cpuUsage: {
        unit: '%',
        description: 'CPU usage',
        exceptions: [{ rule: 'base-unit', reason: 'Others read cpu_usage_percent.' }],
      },
    },
  }),
  platforms,
  prospects,
}

/** The one declaration of what the monitoring service measures: others asked for names without a namespace. */
export function createTelemetry() {
  return defineSystem({
    namespace: '',
    domains,
    exceptions: [{ rule: 'no-namespace', reason: 'Others read these names as they are.' }],
  })
}

export type MonitoringTelemetry = ReturnType<typeof createTelemetry>
