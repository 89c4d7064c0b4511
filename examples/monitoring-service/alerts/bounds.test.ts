import { expect, test } from 'vitest'
import type { AlertBounds } from '../alert-bounds.ts'
import { monitoringArtifacts } from '../artifacts.ts'

const conditions = (bounds?: AlertBounds) => {
  const rules = monitoringArtifacts(bounds && { bounds }).get('prometheus/rules/monitoring-service.rules.yml')
  const found = [...(rules ?? '').matchAll(/alert: (\w+)\n\s+expr: (.+)/g)]
  return new Map(found.map(([, alert = '', condition = '']) => [alert, condition]))
}

test.each<[string, AlertBounds, string]>([
  ['HighErrorRate', { errorsPerSecond: 7 }, '> (7)'],
  ['ComponentErrors', { componentErrorsPerSecond: 0.7 }, '> (0.7)'],
  ['SlowRequestLatency', { slowRequestSeconds: 0.25 }, '> (0.25)'],
  ['HighMemoryUsage', { memoryShare: 0.7 }, '> (0.7)'],
  ['HighCpuUsage', { cpuShare: 0.7 }, '> (0.7)'],
  ['LowProspectScore', { meanScore: 0.4 }, '< (0.4)'],
  ['EngagementDrop', { engagementShare: 0.8 }, '< (0.8)'],
])('%s begins where %j says, and no other alert changes', (alert, bounds, bound) => {
  const [before, after] = [conditions(), conditions(bounds)]
  expect(before.get(alert)).not.toContain(bound)
  expect(after.get(alert)).toContain(bound)
  expect([...after.keys()].filter((each) => after.get(each) !== before.get(each))).toEqual([alert])
})
