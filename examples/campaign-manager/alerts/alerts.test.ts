import { join } from 'node:path'
import { Courses } from '../../../test/systems/alerts/alert-case.ts'
import { availability, daysTests } from '../../../test/systems/alerts/days.ts'
import { describeAlerts } from '../../../test/systems/alerts/describe-alerts.ts'
import { campaignArtifacts } from '../artifacts.ts'
import { createTelemetry } from '../telemetry.ts'
import { alertCases } from './cases.ts'

const system = 'campaign-manager'
const courses = new Courses(createTelemetry(), { job: system, sources: ['scrape'] })

describeAlerts({
  name: system,
  from: 'examples/campaign-manager/alerts',
  folder: join(import.meta.dirname, '..'),
  artifacts: campaignArtifacts(),
  cases: alertCases(courses),
  background: [courses.up([1, 1])],
  more: [
    {
      suffix: '-days',
      shows: 'the budget of availability burn for days, with the true durations',
      tests: (head) => daysTests({ ...head, system, courses, promises: [availability(courses)] }),
    },
  ],
})
