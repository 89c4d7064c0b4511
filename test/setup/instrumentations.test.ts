import { RuntimeNodeInstrumentation } from '@opentelemetry/instrumentation-runtime-node'
import { expect, test } from 'vitest'
import { scrape, start } from './observability.ts'

test('instrumentations get both providers, and are disabled at shutdown', async () => {
  const runtime = new RuntimeNodeInstrumentation()
  for (let round = 0; round < 2; round++) {
    const observability = await start({ instrumentations: [[runtime]] })
    expect(await scrape(observability)).toMatch(/^v8js_memory_heap_used_bytes|^nodejs_eventloop_/m)
    await observability.shutdown()
  }
})

test('one that is enabled as it is made is not enabled twice, but again after a shutdown', async () => {
  const calls: string[] = []
  const instrumentation = {
    instrumentationName: 'watched',
    getConfig: () => ({ enabled: true }),
    enable: () => calls.push('enable'),
    disable: () => calls.push('disable'),
    setTracerProvider: () => {},
    setMeterProvider: () => calls.push('meters'),
  }
  for (let round = 0; round < 2; round++) {
    const observability = await start({ instrumentations: [instrumentation] })
    await observability.shutdown()
  }
  expect(calls).toEqual(['meters', 'disable', 'meters', 'enable', 'disable'])
})
