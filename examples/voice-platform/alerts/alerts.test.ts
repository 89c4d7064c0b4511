import { join } from 'node:path'
import { availabilityTests } from '../../../test/systems/alerts/days.ts'
import { describeAlerts } from '../../../test/systems/alerts/describe-alerts.ts'
import { voiceArtifacts } from '../artifacts.ts'
import { createTelemetry } from '../telemetry.ts'
import { alertCases, background } from './cases.ts'
import { moreCases } from './more-cases.ts'

const telemetry = createTelemetry()

describeAlerts({
  name: 'voice-platform',
  from: 'examples/voice-platform/alerts',
  folder: join(import.meta.dirname, '..'),
  artifacts: voiceArtifacts(),
  cases: alertCases(telemetry),
  background: background(telemetry),
  more: [
    {
      suffix: '-workers',
      shows: 'what several processes and lost partners come to',
      tests: ({ rulesFile }) => moreCases(rulesFile, background(telemetry)),
    },
    availabilityTests('voice-platform', { job: 'livekit-platform' }, background(telemetry)),
  ],
})
