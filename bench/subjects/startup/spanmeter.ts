import { trace } from '@opentelemetry/api'
import type { StartAndSend } from './startable.ts'

// By the names that applications import: how the package is put together decides how fast it loads. The types come
// from the sources, so that the bench compiles before the package is built.
type Package = typeof import('../../../src/index.ts')
type Setup = typeof import('../../../src/setup/index.ts')

const packageName: string = 'spanmeter'

export const startAndSend: StartAndSend = async () => {
  const { defineSystem, eventBus } = (await import(packageName)) as Package
  const { startObservability } = (await import(`${packageName}/setup`)) as Setup
  const observability = await startObservability()
  const system = defineSystem({ namespace: 'bench', domains: { eventBus } })
  trace.getTracer('bench').startSpan('bench first span').end()
  system.eventBus.published.add(1, { event_type: 'First', tenant_id: 'bench' })
  await observability.shutdown()
}
