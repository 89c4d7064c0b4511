import { join } from 'node:path'
import { Courses, upOf } from '../../../test/systems/alerts/alert-case.ts'
import { availabilityTests } from '../../../test/systems/alerts/days.ts'
import { describeAlerts } from '../../../test/systems/alerts/describe-alerts.ts'
import { monitoringArtifacts } from '../artifacts.ts'
import { createTelemetry } from '../telemetry.ts'
import { alertCases } from './cases.ts'
import { daysTests } from './days.ts'

const job = 'monitoring-service'
const background = [upOf({ job }, [1, 1])]

describeAlerts({
  name: 'monitoring-service',
  from: 'examples/monitoring-service/alerts',
  folder: join(import.meta.dirname, '..'),
  artifacts: monitoringArtifacts(),
  cases: alertCases(new Courses(createTelemetry(), { job, sources: ['scrape'] })),
  background,
  more: [
    {
      suffix: '-days',
      shows: 'engagement fall against the day before',
      tests: ({ rulesFile }) => daysTests(rulesFile),
    },
    availabilityTests(job, { job }, background),
  ],
})
