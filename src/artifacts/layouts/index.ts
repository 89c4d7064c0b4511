export { advancedLayout } from './advanced.ts'
export { domainsLayout } from './domains.ts'
export { overviewLayout } from './overview.ts'
export { telemetryHealth, telemetryHealthLayout } from './telemetry-health.ts'
