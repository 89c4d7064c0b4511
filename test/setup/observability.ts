import { DiagLogLevel, diag } from '@opentelemetry/api'
import { afterEach, vi } from 'vitest'
import { type Observability, type ObservabilityOptions, startObservability } from '../../src/setup/index.ts'

const running: Observability[] = []

/** Starts on a free port, and is shut down after the test. */
export async function start(options: ObservabilityOptions = {}): Promise<Observability> {
  const observability = await startObservability({ ...options, metrics: { port: 0, ...options.metrics } })
  running.push(observability)
  return observability
}

afterEach(async () => {
  for (const observability of running.splice(0)) await observability.shutdown()
  vi.unstubAllEnvs()
  diag.disable()
})

/** The text that Prometheus would scrape. */
export async function scrape(observability: Observability): Promise<string> {
  const response = await fetch(observability.metricsUrl ?? 'http://there.is.none')
  return response.text()
}

/** What is warned of from now on, to a logger that the application set. */
export function warnings(): string[] {
  const seen: string[] = []
  const logger = { error() {}, info() {}, debug() {}, verbose() {}, warn: (text: string) => seen.push(text) }
  diag.setLogger(logger, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true })
  return seen
}
