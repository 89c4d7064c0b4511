import type { LabelledMeter, MetricDeclaration } from '../instruments/labelled/index.ts'
import { pick, type SomeLabels } from './fixed-labels.ts'
import type { ResolvedDomain, ResolvedMetric } from './resolved.ts'
import { scaledMetric } from './scaled-metric.ts'
import { type AnyMetric, silentMetric } from './silent-metric.ts'
import type { Catalog, MetricSpec } from './spec.ts'
import { unitFactor } from './units.ts'
import { windowedCounter } from './windowed-counter.ts'
import { Windows } from './windows.ts'

/** One metric of a meter, twice: keyed by the domain's own label names, and by the exported ones. */
export interface BuiltMetric {
  readonly resolved: ResolvedMetric
  /** What operations and methods use; silent where the system does not emit the metric. */
  readonly byFact: AnyMetric
  /** What the application uses. The same object unless a label is renamed or dropped. */
  readonly byName: AnyMetric
}

/** Gives a metric of a meter by its key. */
export type MetricFinder = (key: string) => BuiltMetric | undefined

/** The instruments of one domain, with the computed gauges wired to their counters. */
export function buildMetrics(
  domain: ResolvedDomain,
  catalog: Catalog,
  meter: LabelledMeter,
  now: () => number,
): ReadonlyMap<string, BuiltMetric> {
  const built = new Map(
    domain.metrics.map((metric) => [metric.key, buildMetric(metric, catalog.metrics[metric.key], meter)]),
  )
  for (const [key, spec] of Object.entries(catalog.metrics)) {
    const gauge = built.get(key)
    if (spec.type !== 'gauge' || spec.window === undefined || !gauge?.resolved.emitted) continue
    const source = built.get(spec.window.of)
    if (source === undefined) continue
    const windows = new Windows(spec.window, gauge.resolved, source.resolved, gauge.byFact, now)
    built.set(spec.window.of, feeding(source, windows, catalog.constant ?? {}))
  }
  return built
}

/** The same metrics with some labels fixed. */
export function bindMetric(metric: BuiltMetric, bound: SomeLabels): BuiltMetric {
  const { resolved, byFact, byName } = metric
  const facts = pick(
    bound,
    resolved.labels.map(({ key }) => key),
  )
  if (Object.keys(facts).length === 0) return metric
  // Each `with` returns the kind of metric it was called on; AnyMetric stands for whichever it is.
  const boundFact = byFact.with(facts) as AnyMetric
  if (byName === byFact) return { resolved, byFact: boundFact, byName: boundFact }
  const names = Object.fromEntries(
    resolved.labels.flatMap(({ key, attribute }) => {
      const value = facts[key]
      return attribute === false || value === undefined ? [] : [[attribute, value]]
    }),
  )
  return { resolved, byFact: boundFact, byName: byName.with(names) as AnyMetric }
}

function buildMetric(
  resolved: ResolvedMetric,
  spec: MetricSpec | undefined,
  meter: LabelledMeter,
): BuiltMetric {
  if (!resolved.emitted) return { resolved, byFact: silentMetric, byName: silentMetric }
  const created = createMetric(resolved, meter)
  const byFact = scaledMetric(created, unitFactor(spec?.recordedIn, resolved.unit))
  const renamed = resolved.labels.some(({ key, attribute }) => key !== attribute)
  if (!renamed) return { resolved, byFact, byName: created }
  const labels = resolved.labels.flatMap((label) =>
    label.attribute === false ? [] : [{ ...label, key: label.attribute }],
  )
  return { resolved, byFact, byName: createMetric({ ...resolved, labels }, meter) }
}

function createMetric(declaration: MetricDeclaration, meter: LabelledMeter): AnyMetric {
  // AnyMetric has the methods of every kind; the types of the meter show those of this kind only.
  return meter[declaration.type](declaration) as AnyMetric
}

function feeding(
  { resolved, byFact, byName }: BuiltMetric,
  windows: Windows,
  constant: SomeLabels,
): BuiltMetric {
  const { labels } = resolved
  const facts = (given: SomeLabels): SomeLabels => ({ ...constant, ...given })
  const keys = labels.map(({ key }) => key)
  // The source of a window is a counter: checkCatalog has seen to it.
  const fedFact = windowedCounter(byFact, { windows, keys, facts }) as AnyMetric
  if (byName === byFact) return { resolved, byFact: fedFact, byName: fedFact }
  const exported = labels.flatMap(({ key, attribute }) => (attribute === false ? [] : [{ key, attribute }]))
  const fedName = windowedCounter(byName, {
    windows,
    keys: exported.map(({ attribute }) => attribute),
    facts: (given) =>
      facts(Object.fromEntries(exported.map(({ key, attribute }) => [key, given[attribute]]))),
  })
  return { resolved, byFact: fedFact, byName: fedName as AnyMetric }
}
