import type { MeterProvider, TracerProvider } from '@opentelemetry/api'
import { swallow } from '../guard/index.ts'
import type { Instrumentation } from './options.ts'

/** Those that were disabled by an earlier shutdown: their configuration still says that they are enabled. */
const disabledHere = new WeakSet<Instrumentation>()

/**
 * Hands the providers to instrumentation libraries and enables those that are not. One that throws costs itself only.
 *
 * @returns disables them again
 */
export function enableInstrumentations(
  instrumentations: readonly (Instrumentation | readonly Instrumentation[])[],
  tracerProvider: TracerProvider | undefined,
  meterProvider: MeterProvider | undefined,
): () => void {
  const all: readonly Instrumentation[] = instrumentations.flat()
  each(all, (instrumentation) => {
    if (tracerProvider !== undefined) instrumentation.setTracerProvider(tracerProvider)
    if (meterProvider !== undefined) instrumentation.setMeterProvider(meterProvider)
    if (disabledHere.delete(instrumentation) || instrumentation.getConfig?.().enabled !== true) {
      instrumentation.enable()
    }
  })
  return () =>
    each(all, (instrumentation) => {
      disabledHere.add(instrumentation)
      instrumentation.disable()
    })
}

function each(all: readonly Instrumentation[], act: (instrumentation: Instrumentation) => void): void {
  for (const instrumentation of all) {
    try {
      act(instrumentation)
    } catch (error) {
      swallow('an instrumentation', error)
    }
  }
}
