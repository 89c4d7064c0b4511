import { join } from 'node:path'
import { Courses } from '../../../test/systems/alerts/alert-case.ts'
import { answers, availability, daysTests } from '../../../test/systems/alerts/days.ts'
import { describeAlerts } from '../../../test/systems/alerts/describe-alerts.ts'
import { shopArtifacts } from '../artifacts.ts'
import { createTelemetry } from '../telemetry.ts'
import { alertCases } from './cases.ts'

const courses = new Courses(createTelemetry('shop'), { job: 'shop' })
const background = [courses.up([1, 1])]

describeAlerts({
  name: 'shop',
  from: 'examples/shop/alerts',
  folder: join(import.meta.dirname, '../../..'),
  artifacts: shopArtifacts('shop'),
  cases: alertCases(courses),
  background,
  more: [
    {
      suffix: '-days',
      shows: 'budgets burn for days, with the true durations',
      tests: (head) =>
        daysTests({
          ...head,
          system: 'shop',
          background,
          promises: [...answers(courses), availability(courses)],
        }),
    },
  ],
})
