import { expect, test } from 'vitest'
import { telemetryCatalog } from '../../src/artifacts/telemetry/index.ts'
import { dropAttribute, dropMeasurement, swallow } from '../../src/guard/index.ts'
import { start } from '../setup/observability.ts'

test('what is watched of spanmeter is what spanmeter tells', async () => {
  const observability = await start({ serviceName: 'shop' })
  // Each of these has series only once there is something to tell.
  dropMeasurement('not_a_number', 'shop_x')
  dropAttribute('unknown_label', 'shop_x', 'colour')
  swallow('a callback', new Error('of a test'))
  const { resourceMetrics } = await observability.collect()
  const told = resourceMetrics.scopeMetrics
    .flatMap(({ metrics }) => metrics.map(({ descriptor }) => descriptor.name))
    .filter((name) => name.startsWith('spanmeter_'))
  const watched = telemetryCatalog.domains
    .filter(({ key }) => key === 'spanmeter')
    .flatMap(({ metrics }) => metrics.map(({ name }) => name))
  expect(watched.toSorted()).toEqual([...new Set(told)].toSorted())
})
