import type { LabelledCounter, LabelledGauge, LabelledHistogram } from '../instruments/labelled/index.ts'

/** A metric that records nothing: what wrappers find where the system does not emit the metric. */
export type AnyMetric = LabelledCounter & LabelledHistogram & LabelledGauge

const nothing = (): void => {}
const silentSeries = { add: nothing, record: nothing }

export const silentMetric: AnyMetric = {
  enabled: false,
  add: nothing,
  record: nothing,
  zero: nothing,
  setAll: nothing,
  bind: () => silentSeries,
  observe: () => ({ [Symbol.dispose]: nothing }),
  remove: () => false,
  with: () => silentMetric,
}
