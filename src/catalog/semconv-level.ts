import type { GaugeReader, LabelledMeter } from '../instruments/labelled/index.ts'
import type { SemconvLevel } from './spec.ts'

/** Observes a level under the name of the semantic conventions; nothing where the system does not emit these. */
export function observeLevel(
  meter: LabelledMeter | undefined,
  { name, unit, description, attributes }: SemconvLevel,
  values: Readonly<Record<string, string>>,
  read: GaugeReader,
): Disposable {
  if (meter === undefined) return { [Symbol.dispose]() {} }
  const labels = attributes.map((attribute) => ({ key: attribute, attribute }))
  return meter
    .gauge({ type: 'gauge', observedAs: 'upDownCounter', name, unit, description, labels })
    .observe(values, read)
}
