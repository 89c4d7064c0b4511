import type { Attributes } from '../../points/index.ts'
import type { ObservabilityOptions } from '../options.ts'
import { boolean, milliseconds, oneOf } from './kinds.ts'
import { type MetricsConfiguration, readMetrics } from './metrics.ts'
import { readResource } from './resource.ts'
import { readTraces, type TracesConfiguration } from './traces.ts'
import { type Environment, Variables } from './variables.ts'
import { readWordList } from './word-list.ts'

const logLevels = ['none', 'error', 'warn', 'info', 'debug', 'verbose', 'all'] as const

/** Everything that `startObservability` decides before it starts anything. */
export interface Configuration {
  readonly disabled: boolean
  /** `undefined` when `OTEL_LOG_LEVEL` is not set: the application's logger, if there is one, stays. */
  readonly logLevel: (typeof logLevels)[number] | undefined
  readonly resource: Attributes
  readonly propagators: readonly ('tracecontext' | 'baggage')[]
  readonly traces: TracesConfiguration
  readonly metrics: MetricsConfiguration
  readonly shutdownTimeoutMillis: number
}

/** A configuration, and a sentence for each value that was wrong. */
export interface ReadConfiguration {
  readonly configuration: Configuration
  readonly warnings: readonly string[]
}

/**
 * Decides every setting of the options and variables given, and touches nothing else. Follows "OpenTelemetry
 * Environment Variable Specification", with options in front of variables.
 */
export function readConfiguration(
  options: ObservabilityOptions,
  environment: Environment,
): ReadConfiguration {
  const variables = new Variables(environment)
  const configuration: Configuration = {
    disabled: variables.read({
      kind: boolean,
      option: ['disabled', options.disabled],
      variables: ['OTEL_SDK_DISABLED'],
      fallback: false,
    }),
    logLevel: variables.read({
      kind: oneOf(logLevels),
      variables: ['OTEL_LOG_LEVEL'],
      fallback: undefined,
      fallbackText: 'warn',
    }),
    resource: readResource(variables, options),
    propagators: readWordList(variables, {
      variable: 'OTEL_PROPAGATORS',
      words: ['tracecontext', 'baggage', 'none'],
      fallback: ['tracecontext', 'baggage'],
      advice: ' (others are given by the option propagators)',
    }),
    traces: readTraces(variables, options),
    metrics: readMetrics(variables, options),
    shutdownTimeoutMillis: variables.read({
      kind: milliseconds,
      option: ['shutdownTimeout', options.shutdownTimeout],
      fallback: 5000,
    }),
  }
  return { configuration, warnings: variables.warnings }
}
