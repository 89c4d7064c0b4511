import { join } from 'node:path'
import { Courses } from '../../../test/systems/alerts/alert-case.ts'
import { availabilityTests } from '../../../test/systems/alerts/days.ts'
import { describeAlerts } from '../../../test/systems/alerts/describe-alerts.ts'
import { situationTests } from '../../../test/systems/alerts/situations.ts'
import { rustokArtifacts } from '../artifacts.ts'
import { createTelemetry } from '../telemetry.ts'
import { alertCases } from './cases.ts'
import { situations } from './situations.ts'

const system = 'rustok'
const courses = new Courses(createTelemetry(), { job: 'rustok-server', sources: ['scrape'] })
const background = [courses.up([1, 1])]

describeAlerts({
  name: system,
  from: 'examples/rustok/alerts',
  folder: join(import.meta.dirname, '..'),
  artifacts: rustokArtifacts(),
  cases: alertCases(courses),
  background,
  more: [
    {
      suffix: '-situations',
      shows: 'what several routes, caches and processes come to, and bounds to the unit',
      tests: (head) => situationTests(head, situations(courses), background),
    },
    availabilityTests(system, courses, background),
  ],
})
