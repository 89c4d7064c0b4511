import type { LabelValue } from '../instruments/labelled/index.ts'
import { pick, type SomeLabels, without } from './fixed-labels.ts'
import type { ResolvedMetric } from './resolved.ts'
import type { CounterSpec } from './spec.ts'

/** Past this many combinations the catalog has to say which ones matter. */
const maxCombinations = 50

/**
 * The labels of the series that a counter has at 0 from the start, given what is bound. Only combinations that, with
 * the bound labels, name every label: a series with a label missing would be another series.
 */
export function zeroLabels(
  spec: CounterSpec,
  metric: ResolvedMetric,
  bound: SomeLabels,
): Record<string, LabelValue>[] {
  if (spec.zero === false) return []
  const exported = metric.labels.filter(({ attribute }) => attribute !== false)
  const keys = exported.map(({ key }) => key)
  const open = without(keys, bound)
  const candidates = spec.zero ?? allCombinations(exported.filter(({ key }) => open.includes(key)))
  return candidates
    .filter((candidate) => fits(candidate, keys, open, bound))
    .map((candidate) => pick(candidate, open))
}

function fits(
  candidate: SomeLabels,
  keys: readonly string[],
  open: readonly string[],
  bound: SomeLabels,
): boolean {
  if (without(open, candidate).length > 0) return false
  return keys.every((key) => {
    const given = candidate[key]
    const fixed = bound[key]
    return given === undefined || fixed === undefined || String(fixed) === given
  })
}

function allCombinations(labels: ResolvedMetric['labels']): Record<string, string>[] {
  let combinations: Record<string, string>[] = [{}]
  for (const { key, values } of labels) {
    if (values === undefined) return []
    combinations = combinations.flatMap((partial) => values.map((value) => ({ ...partial, [key]: value })))
    if (combinations.length > maxCombinations) return []
  }
  return combinations
}
