import { join } from 'node:path'
import { Courses } from '../../../test/systems/alerts/alert-case.ts'
import { availabilityTests } from '../../../test/systems/alerts/days.ts'
import { describeAlerts } from '../../../test/systems/alerts/describe-alerts.ts'
import { campaignArtifacts } from '../artifacts.ts'
import { createTelemetry } from '../telemetry.ts'
import { alertCases } from './cases.ts'

const system = 'campaign-manager'
const courses = new Courses(createTelemetry(), { job: system, sources: ['scrape'] })
const background = [courses.up([1, 1])]

describeAlerts({
  name: system,
  from: 'examples/campaign-manager/alerts',
  folder: join(import.meta.dirname, '..'),
  artifacts: campaignArtifacts(),
  cases: alertCases(courses),
  background,
  more: [availabilityTests(system, courses, background)],
})
