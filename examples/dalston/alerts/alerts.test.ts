import { join } from 'node:path'
import { Courses, upOf } from '../../../test/systems/alerts/alert-case.ts'
import { availabilityTests } from '../../../test/systems/alerts/days.ts'
import { describeAlerts } from '../../../test/systems/alerts/describe-alerts.ts'
import { dalstonArtifacts } from '../artifacts.ts'
import { services } from '../process/services.ts'
import { createTelemetry } from '../telemetry/system.ts'
import { alertCases } from './cases.ts'

const system = 'dalston'
const courses = new Courses(createTelemetry(), { job: services.gateway.job, sources: ['scrape'] })
const background = Object.values(services).map((service) => upOf(service, [1, 1]))

describeAlerts({
  name: system,
  from: 'examples/dalston/alerts',
  folder: join(import.meta.dirname, '..'),
  artifacts: dalstonArtifacts(),
  cases: alertCases(courses),
  background,
  more: [availabilityTests(system, services.gateway, background)],
})
