import type { ContextManager, TextMapPropagator } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import {
  CompositePropagator,
  loggingErrorHandler,
  setGlobalErrorHandler,
  W3CBaggagePropagator,
  W3CTraceContextPropagator,
} from '@opentelemetry/core'
import { defaultResource } from '@opentelemetry/resources'

export function createContextManager(): ContextManager {
  return new AsyncLocalStorageContextManager().enable()
}

const propagators = {
  tracecontext: () => new W3CTraceContextPropagator(),
  baggage: () => new W3CBaggagePropagator(),
}

/** The propagators given, or those of these names. */
export function createPropagator(
  given: readonly TextMapPropagator[] | undefined,
  names: readonly (keyof typeof propagators)[],
): TextMapPropagator {
  return new CompositePropagator({
    propagators: given === undefined ? names.map((name) => propagators[name]()) : [...given],
  })
}

/** What the SDK says of itself: `telemetry.sdk.name`, `.language`, `.version`. */
export function sdkAttributes(): Record<string, string> {
  const own = Object.entries(defaultResource().attributes)
  return Object.fromEntries(own.filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
}

/**
 * Hands the SDK's own errors (a failed export, mostly) to `tell`; by itself it logs each with its stack, as JSON.
 *
 * @returns gives them back to the SDK
 */
export function takeSdkErrors(tell: (error: unknown) => void): () => void {
  setGlobalErrorHandler(tell)
  return () => setGlobalErrorHandler(loggingErrorHandler())
}
