import { join } from 'node:path'
import { Courses, upOf } from '../../../test/systems/alerts/alert-case.ts'
import { describeAlerts } from '../../../test/systems/alerts/describe-alerts.ts'
import { dalstonArtifacts } from '../artifacts.ts'
import { services } from '../process/services.ts'
import { createTelemetry } from '../telemetry/system.ts'
import { alertCases } from './cases.ts'

const { job } = services.gateway

describeAlerts({
  name: 'dalston',
  from: 'examples/dalston/alerts',
  folder: join(import.meta.dirname, '..'),
  artifacts: dalstonArtifacts(),
  cases: alertCases(new Courses(createTelemetry(), { job, sources: ['scrape'] })),
  background: Object.values(services).map((service) => upOf(service, [1, 1])),
})
