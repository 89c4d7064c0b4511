import { expect, test } from 'vitest'
import { telemetryCatalog } from '../../src/artifacts/telemetry/index.ts'
import { dropAttribute, dropMeasurement, swallow } from '../../src/guard/index.ts'
import { scrape, start } from '../setup/observability.ts'

test('nothing dropped is told as 0, so that the first drop is an increase', async () => {
  const text = await scrape(await start({ serviceName: 'shop' }))
  for (const reason of ['not_a_number', 'infinite', 'negative', 'not_started']) {
    expect(text).toContain(`spanmeter_dropped_measurements_total{reason="${reason}"} 0`)
  }
  for (const reason of ['invalid_value', 'unreadable', 'unknown_label']) {
    expect(text).toContain(`spanmeter_dropped_attributes_total{reason="${reason}"} 0`)
  }
})

test('what is watched of spanmeter is what spanmeter tells', async () => {
  const otlp = { endpoint: 'http://127.0.0.1:1', timeout: 100 }
  const observability = await start({ serviceName: 'shop', otlp })
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
