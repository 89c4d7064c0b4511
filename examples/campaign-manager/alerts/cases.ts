import type { AlertCase, Courses } from '../../../test/systems/alerts/alert-case.ts'
import { targetCases, telemetryCases, unstampedCase } from '../../../test/systems/alerts/telemetry-cases.ts'

/** What makes each alert of the campaign manager fire. */
export function alertCases(courses: Courses): AlertCase[] {
  const call = { reference_type: 'call' }
  return [
    ...telemetryCases(courses),
    ...targetCases(courses),
    unstampedCase(
      courses.counter('campaigncall.create', call, [60, 60]),
      courses.oneWay('campaigncall.create', call, undefined, [null, 60]),
    ),
  ]
}
