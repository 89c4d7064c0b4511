import { join } from 'node:path'
import { upOf } from '../../../test/systems/alerts/alert-case.ts'
import { describeAlerts } from '../../../test/systems/alerts/describe-alerts.ts'
import { shopArtifacts } from '../artifacts.ts'
import { createTelemetry } from '../telemetry.ts'
import { alertCases } from './cases.ts'
import { daysTests } from './days.ts'

const telemetry = createTelemetry('shop')

describeAlerts({
  name: 'shop',
  from: 'examples/shop/alerts',
  folder: join(import.meta.dirname, '../../..'),
  artifacts: shopArtifacts('shop'),
  cases: alertCases(telemetry),
  background: [upOf({ job: 'shop' }, [1, 1])],
  more: {
    suffix: '-days',
    shows: 'budgets burn for days, with the true durations',
    tests: (rulesFile) => daysTests(rulesFile, telemetry),
  },
})
