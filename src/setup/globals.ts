import {
  type ContextManager,
  context,
  type MeterProvider,
  metrics,
  propagation,
  type TextMapPropagator,
  type TracerProvider,
  trace,
} from '@opentelemetry/api'
import { warn } from '../guard/index.ts'
import { type ApiGlobal, registeredGlobal } from './api-globals.ts'

/** What is to be found through the API by everyone in the process. */
export interface Globals {
  readonly contextManager: ContextManager
  readonly propagator: TextMapPropagator
  readonly tracerProvider?: TracerProvider | undefined
  readonly meterProvider?: MeterProvider | undefined
}

/**
 * Registers them with the API. Where someone else was first, theirs stays, with a warning.
 *
 * @returns takes back those that were registered here
 */
export function registerGlobals(globals: Globals): () => void {
  const { contextManager, propagator, tracerProvider, meterProvider } = globals
  const undo: (() => void)[] = []
  const register = <Value>(
    name: ApiGlobal,
    value: Value | undefined,
    api: { set: (value: Value) => boolean; unset: () => void },
  ) => {
    if (value === undefined) return
    if (registeredGlobal(name) === undefined && api.set(value)) undo.push(api.unset)
    else warn(`The API's global for ${name} was registered before startObservability, and stays.`)
  }
  register('context', contextManager, {
    set: (value) => context.setGlobalContextManager(value),
    unset: () => context.disable(),
  })
  register('propagation', propagator, {
    set: (value) => propagation.setGlobalPropagator(value),
    unset: () => propagation.disable(),
  })
  register('trace', tracerProvider, {
    set: (value) => trace.setGlobalTracerProvider(value),
    unset: () => trace.disable(),
  })
  register('metrics', meterProvider, {
    set: (value) => metrics.setGlobalMeterProvider(value),
    unset: () => metrics.disable(),
  })
  return () => {
    for (const unregister of undo) unregister()
  }
}
