import { DiagConsoleLogger, DiagLogLevel, diag } from '@opentelemetry/api'
import { registeredGlobal } from './api-globals.ts'
import type { Configuration } from './configuration/read-configuration.ts'

const levels = {
  none: DiagLogLevel.NONE,
  error: DiagLogLevel.ERROR,
  warn: DiagLogLevel.WARN,
  info: DiagLogLevel.INFO,
  debug: DiagLogLevel.DEBUG,
  verbose: DiagLogLevel.VERBOSE,
  all: DiagLogLevel.ALL,
} as const

/**
 * Lets warnings be seen: a console logger at `OTEL_LOG_LEVEL`, or at `warn` where neither that variable is set nor the
 * application has a logger of its own.
 *
 * @returns takes the logger away again, if it is still there
 */
export function installLogger(level: Configuration['logLevel']): () => void {
  if (level === undefined && registeredGlobal('diag') !== undefined) return () => {}
  const options = { logLevel: levels[level ?? 'warn'], suppressOverrideMessage: true }
  if (!diag.setLogger(new DiagConsoleLogger(), options)) return () => {}
  const installed = registeredGlobal('diag')
  return () => {
    if (registeredGlobal('diag') === installed) diag.disable()
  }
}
