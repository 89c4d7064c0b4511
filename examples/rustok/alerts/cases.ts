import type { AlertCase, Courses } from '../../../test/systems/alerts/alert-case.ts'
import { applicationCases } from '../../../test/systems/alerts/application-cases.ts'
import { targetCases, telemetryCases, unstampedCase } from '../../../test/systems/alerts/telemetry-cases.ts'

/** What makes each alert of RusToK fire. */
export function alertCases(courses: Courses): AlertCase[] {
  const request = { method: 'GET', path: '/products', status: '200' }
  return [
    ...applicationCases(courses),
    ...telemetryCases(courses),
    ...targetCases(courses),
    unstampedCase(
      courses.counter('http.requests', request, [60, 60]),
      courses.oneWay('http.requests', request, undefined, [null, 60]),
    ),
  ]
}
