import { defineSystem, errors, http, rateLimit, resources } from 'spanmeter'
import { type AlertBounds, defaultBounds } from './alert-bounds.ts'
import { errorAlerts } from './errors/error-alerts.ts'
import { platforms } from './platforms/platform-domain.ts'
import { processing } from './processing/processing-domain.ts'
import { prospects } from './prospects/prospect-domain.ts'

const exceptions = [{ rule: 'no-subsystem', reason: 'Others read these names as they are.' }] as const

export interface TelemetryOptions {
  /** Where alerts begin. */
  readonly bounds?: AlertBounds
}

/** The one declaration of what the monitoring service measures: others asked for names without a namespace. */
export function createTelemetry({ bounds = {} }: TelemetryOptions = {}) {
  return defineSystem({
    namespace: '',
    domains: domainsOf({ ...defaultBounds, ...bounds }),
    exceptions: [{ rule: 'no-namespace', reason: 'Others read these names as they are.' }],
  })
}

export type MonitoringTelemetry = ReturnType<typeof createTelemetry>

function domainsOf(bounds: Required<AlertBounds>) {
  return {
    errors: errors.with({
      subsystem: 'system',
      only: ['errors'],
      labels: { module: 'component', severity: false },
      metrics: { errors: { description: 'Total number of system errors' } },
      alerts: errorAlerts(bounds),
    }),
    http: http.with({
      subsystem: '',
      exceptions,
      only: ['requestDuration'],
      labels: { path: 'endpoint' },
      metrics: { requestDuration: { description: 'Request duration' } },
      alerts: { slowRequestLatency: { bound: { above: bounds.slowRequestSeconds } } },
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
      alerts: {
        highMemoryUsage: { bound: { above: bounds.memoryShare } },
        highCpuUsage: { bound: { above: bounds.cpuShare } },
      },
    }),
    platforms,
    prospects: prospects.with({
      alerts: {
        lowProspectScore: { bound: { below: bounds.meanScore } },
        engagementDrop: { bound: { below: bounds.engagementShare } },
      },
    }),
  }
}
