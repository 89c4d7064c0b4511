import { hostname } from 'node:os'
import { describe, droppedSpans, setStrict, warn } from '../guard/index.ts'
import { attachMeters, detachMeters, disableMeters } from '../instruments/labelled/index.ts'
import { type Attributes, collectLazily } from '../points/index.ts'
import type { Configuration } from './configuration/read-configuration.ts'
import { within } from './deadline.ts'
import { type Endpoint, noMetrics, openEndpoint } from './endpoint.ts'
import { createExportMetrics } from './export-metrics.ts'
import { registerGlobals } from './globals.ts'
import { enableInstrumentations } from './instrumentations.ts'
import type { Lifetime } from './lifetime.ts'
import { createMetricsPipeline, type MetricsPipeline } from './metrics-pipeline.ts'
import { nothingCollected } from './nothing-collected.ts'
import type { Observability } from './observability.ts'
import type { ObservabilityOptions } from './options.ts'
import { repeatedWarnings } from './repeated-warnings.ts'
import type { PullReader } from './sdk/metrics.ts'
import { shutDownOn } from './signals.ts'
import { createTracesPipeline, type TracesPipeline, wantsTraces } from './traces-pipeline.ts'

/** Loads what this configuration needs of the SDK, in parallel. */
async function loadModules(configuration: Configuration, options: ObservabilityOptions) {
  const { metrics, traces } = configuration
  const { findSdkVersions, mixedLines } = await import('./sdk/lines.ts')
  const mixed = mixedLines(findSdkVersions())
  if (mixed !== undefined) throw new Error(mixed)
  const wantsOtlp =
    (metrics.enabled && metrics.exporters.includes('otlp')) || traces.exporters.includes('otlp')
  const [context, metricsSdk, tracesSdk, otlp] = await Promise.all([
    import('./sdk/context.ts'),
    metrics.enabled ? import('./sdk/metrics.ts') : undefined,
    wantsTraces(traces, options) ? import('./sdk/traces.ts') : undefined,
    wantsOtlp ? import('../otlp/index.ts') : undefined,
  ])
  return { context, metricsSdk, tracesSdk, otlp }
}

/** Starts everything that the configuration asks for. @throws Error when that cannot be had; nothing is left behind */
export async function startRunning(
  configuration: Configuration,
  options: ObservabilityOptions,
  lifetime: Lifetime,
  removeLogger: () => void,
): Promise<Observability> {
  const { context, metricsSdk, tracesSdk, otlp } = await loadModules(configuration, options)
  const scraped = metricsSdk?.createPullReader()
  const asked = metricsSdk?.createPullReader()
  const endpoint = await open(scraped, configuration, options)
  const undo: (() => unknown)[] = [
    removeLogger,
    context.takeSdkErrors(repeatedWarnings()),
    () => endpoint.server?.close({ deadlineMillis: 100 }),
  ]
  try {
    const resource = completeResource(context.sdkAttributes(), configuration.resource, endpoint)
    const metrics =
      metricsSdk &&
      scraped &&
      asked &&
      createMetricsPipeline({ sdk: metricsSdk, otlp }, configuration.metrics, options, resource, [
        scraped,
        asked,
      ])
    if (metrics) undo.push(() => metrics.close())
    const traces =
      tracesSdk && createTracesPipeline({ sdk: tracesSdk, otlp }, configuration.traces, options, resource)
    if (metrics) createExportMetrics(metrics, traces?.queuedSpans)
    undo.push(
      registerGlobals({
        contextManager: context.createContextManager(),
        propagator: context.createPropagator(options.propagators, configuration.propagators),
        tracerProvider: traces?.provider,
        meterProvider: metrics?.provider,
      }),
    )
    undo.push(enableInstrumentations(options.instrumentations ?? [], traces?.provider, metrics?.provider))
    if (metrics === undefined) disableMeters()
    else attachMeters(metrics.provider)
    undo.push(detachMeters)
    setStrict(options.strict === true)
    undo.push(() => setStrict(false))
    return new Running({ configuration, options, endpoint, resource, asked, metrics, traces, undo, lifetime })
  } catch (error) {
    for (const step of undo.reverse()) await step()
    throw error
  }
}

async function open(
  reader: PullReader | undefined,
  { metrics }: Configuration,
  { strict }: ObservabilityOptions,
): Promise<Endpoint> {
  if (reader === undefined) return { handler: noMetrics, server: undefined }
  collectLazily(reader)
  const server = metrics.endpoint.server && metrics.exporters.includes('prometheus')
  return openEndpoint(reader, metrics.endpoint, { server, strict })
}

/** `service.instance.id` is what Prometheus calls `instance`: the host, and the port that it scrapes. */
function completeResource(sdk: Attributes, configured: Attributes, { server }: Endpoint): Attributes {
  return { ...sdk, 'service.instance.id': `${hostname()}:${server?.port ?? process.pid}`, ...configured }
}

interface Parts {
  readonly configuration: Configuration
  readonly options: ObservabilityOptions
  readonly endpoint: Endpoint
  readonly resource: Attributes
  /** For `collect`: a reader of its own, whose collections are snapshots that may be kept. */
  readonly asked: PullReader | undefined
  readonly metrics: MetricsPipeline | undefined
  readonly traces: TracesPipeline | undefined
  /** What to take back at the end, in the order of its making. */
  readonly undo: readonly (() => unknown)[]
  readonly lifetime: Lifetime
}

class Running implements Observability {
  readonly #parts: Parts
  readonly #forgetSignals: () => void
  #shutdown: Promise<void> | undefined

  constructor(parts: Parts) {
    this.#parts = parts
    this.#forgetSignals = shutDownOn(parts.options.shutdownOn ?? [], () => this.shutdown())
  }

  get metricsUrl() {
    return this.#parts.endpoint.server?.url
  }

  get metricsHandler() {
    return this.#parts.endpoint.handler
  }

  get resource() {
    return this.#parts.resource
  }

  collect() {
    const { asked, resource } = this.#parts
    return asked === undefined ? nothingCollected(resource) : asked.collect()
  }

  async forceFlush(): Promise<void> {
    if (this.#shutdown !== undefined) return this.#shutdown
    const { metrics, traces, configuration } = this.#parts
    const millis = configuration.metrics.exportTimeoutMillis
    const inTime = await within(
      millis,
      settle('flush', [() => metrics?.forceFlush(), () => traces?.forceFlush()]),
    )
    if (!inTime) warn(`forceFlush was given up after ${millis} ms; sending goes on.`)
  }

  shutdown(): Promise<void> {
    if (this.#shutdown === undefined) {
      this.#shutdown = this.#end()
      this.#parts.lifetime.ending(this.#shutdown)
    }
    return this.#shutdown
  }

  async #end(): Promise<void> {
    const { metrics, traces, endpoint, configuration, undo } = this.#parts
    const millis = configuration.shutdownTimeoutMillis
    const lostBefore = spansLost()
    const pipelines = [metrics, traces].filter((pipeline) => pipeline !== undefined)
    for (const pipeline of pipelines) pipeline.hurry(millis)
    const closing = [
      ...pipelines.map((pipeline) => () => pipeline.shutdown()),
      () => endpoint.server?.close({ deadlineMillis: Math.min(1000, millis) }),
    ]
    const inTime = await within(millis, settle('shutdown', closing))
    if (!inTime) warn(`shutdown was given up after ${millis} ms; what was not sent by then is lost.`)
    for (const pipeline of pipelines) await attempt(() => pipeline.close())
    for (const step of [...undo].reverse()) await attempt(step)
    const lost = spansLost() - lostBefore
    // Nobody asks for the count any more.
    if (lost > 0) warn(`At shutdown ${lost} spans could not be sent, and are lost.`)
    this.#forgetSignals()
  }
}

function spansLost(): number {
  return Object.values(droppedSpans()).reduce((sum, count) => sum + count, 0)
}

/** Ends when all have ended, and warns of each that failed, also of foreign code that throws instead of rejecting. */
async function settle(what: string, work: readonly (() => Promise<unknown> | undefined)[]): Promise<void> {
  for (const result of await Promise.allSettled(work.map(async (start) => start()))) {
    if (result.status === 'rejected')
      warn(`A part of telemetry failed at ${what}: ${describe(result.reason)}`)
  }
}

async function attempt(step: () => unknown): Promise<void> {
  try {
    await step()
  } catch (error) {
    warn(`A part of telemetry failed at its end: ${describe(error)}`)
  }
}
