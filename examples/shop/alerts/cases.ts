import type { AlertCase, Courses } from '../../../test/systems/alerts/alert-case.ts'
import { applicationCases } from '../../../test/systems/alerts/application-cases.ts'
import {
  collectorCases,
  targetCases,
  telemetryCases,
  unstampedCase,
} from '../../../test/systems/alerts/telemetry-cases.ts'

/** What makes each alert of the shop fire. */
export function alertCases(courses: Courses): AlertCase[] {
  return [
    ...applicationCases(courses),
    ...telemetryCases(courses),
    ...collectorCases(),
    ...targetCases(courses),
    ...pathCases(courses),
  ]
}

function pathCases(courses: Courses): AlertCase[] {
  const labels = { method: 'GET', path: '/', status: '200' }
  const way = (source: string | undefined, run: readonly [number | null, number | null]) =>
    courses.oneWay('http.requests', labels, source, run)
  return [
    unstampedCase([way('scrape', [60, 60]), way('otlp', [60, 60])], way(undefined, [null, 60])),
    { alert: 'TelemetryPathMissing', courses: [way('scrape', [60, 60]), way('otlp', [60, null])] },
    {
      alert: 'TelemetryPathsDisagree',
      guarded: true,
      courses: [way('scrape', [60, 120]), way('otlp', [60, 60])],
    },
  ]
}
