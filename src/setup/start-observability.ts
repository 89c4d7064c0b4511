import { warn } from '../guard/index.ts'
import { detachMeters, disableMeters } from '../instruments/labelled/index.ts'
import { type Configuration, readConfiguration } from './configuration/read-configuration.ts'
import { installLogger } from './diagnostics.ts'
import { noMetrics } from './endpoint.ts'
import type { Lifetime } from './lifetime.ts'
import { nothingCollected } from './nothing-collected.ts'
import type { Observability } from './observability.ts'
import type { ObservabilityOptions } from './options.ts'
import { sameOptions } from './same-options.ts'

interface Started {
  readonly options: ObservabilityOptions
  readonly observability: Promise<Observability>
  /** Set when its shutdown began. */
  ending?: Promise<void>
}

let started: Started | undefined

/**
 * Starts traces and metrics for this process, as the options and the `OTEL_*` variables say: instruments with
 * exemplars, `/metrics` for Prometheus, OTLP to a Collector. Domain meters, also those made before, work from then on.
 *
 * Call it first thing in the program. Without any option or variable it serves metrics at
 * `http://127.0.0.1:9464/metrics` and sends nothing; with `OTEL_EXPORTER_OTLP_ENDPOINT` set, traces and the same
 * metrics also go there. A wrong value of a variable is warned of once and its default used. With `OTEL_SDK_DISABLED`
 * nothing is started or loaded, and domain meters cost next to nothing.
 *
 * A second call returns what the first one started, with a warning when its options differ. After `shutdown` it may be
 * called again. Nothing that it starts keeps the process alive.
 *
 * Follows the OpenTelemetry environment variable specification; what differs is stated at each option.
 *
 * @throws Error (as a rejection) when the metrics port is taken (its `code` is `EADDRINUSE`; a warning with
 * `strict: false`), when a view or reader cannot be used, or when packages of two SDK lines are mixed.
 *
 * @example
 * const observability = await startObservability({ serviceName: 'shop' })
 * console.log(observability.metricsUrl) // http://127.0.0.1:9464/metrics
 * await observability.shutdown()
 */
export function startObservability(options: ObservabilityOptions = {}): Promise<Observability> {
  if (started !== undefined && started.ending === undefined) {
    if (Object.keys(options).length > 0 && !sameOptions(options, started.options)) {
      warn('startObservability was called again with other options: what runs already goes on with its own.')
    }
    return started.observability
  }
  const lifetime: Lifetime = {
    ending(end) {
      attempt.ending = end
      void end.then(() => forget(attempt))
    },
  }
  const before = started?.ending ?? Promise.resolve()
  const attempt: Started = { options, observability: before.then(() => start(options, lifetime)) }
  started = attempt
  attempt.observability.catch(() => forget(attempt))
  return attempt.observability
}

function forget(ended: Started): void {
  if (started === ended) started = undefined
}

async function start(options: ObservabilityOptions, lifetime: Lifetime): Promise<Observability> {
  const { configuration, warnings } = readConfiguration(options, process.env)
  const removeLogger = installLogger(configuration.logLevel)
  for (const warning of warnings) warn(warning)
  try {
    if (configuration.disabled) return disabled(configuration, lifetime, removeLogger)
    const { startRunning } = await import('./running.ts')
    return await startRunning(configuration, options, lifetime, removeLogger)
  } catch (error) {
    removeLogger()
    throw error
  }
}

/** `OTEL_SDK_DISABLED`: nothing runs, and nothing of the SDK is loaded. */
function disabled({ resource }: Configuration, lifetime: Lifetime, removeLogger: () => void): Observability {
  disableMeters()
  let ended: Promise<void> | undefined
  const end = async () => {
    detachMeters()
    removeLogger()
  }
  return {
    metricsUrl: undefined,
    metricsHandler: noMetrics,
    resource,
    collect: () => nothingCollected(resource),
    forceFlush: async () => {},
    shutdown: () => {
      if (ended === undefined) {
        ended = end()
        lifetime.ending(ended)
      }
      return ended
    },
  }
}
