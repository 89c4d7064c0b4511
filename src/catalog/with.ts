import type { Catalog, LabelChange, LabelSpecs, MetricSpec, MetricSpecs } from './spec.ts'
import type { Alert } from './views/index.ts'
import type { AlertOptions, MetricOptions } from './with-types.ts'

/** `DomainOptions` without the types' knowledge of keys. */
export interface LooseOptions {
  readonly subsystem?: string
  readonly only?: readonly PropertyKey[]
  readonly also?: readonly PropertyKey[]
  readonly labels?: Readonly<Record<string, string | false | undefined>>
  readonly bounds?: Readonly<Record<string, number | undefined>>
  readonly constant?: Readonly<Record<string, string>>
  readonly spanAttributes?: Readonly<Record<string, string | number | boolean>>
  readonly metrics?: Readonly<Record<string, MetricOptions | undefined>>
  readonly alerts?: Readonly<Record<string, AlertOptions | Alert | false | undefined>>
  readonly exceptions?: Catalog['exceptions']
}

/** The catalog that `with(options)` stands for. Throws a sentence when an option names what is not declared. */
export function changedCatalog(catalog: Catalog, options: LooseOptions): Catalog {
  refuseUnknown(catalog, 'labels', catalog.labels, Object.keys(options.labels ?? {}))
  refuseUnknown(catalog, 'bounds', catalog.labels, Object.keys(options.bounds ?? {}))
  refuseUnknown(catalog, 'metrics', catalog.metrics, Object.keys(options.metrics ?? {}))
  refuseUnknown(catalog, 'only', catalog.metrics, options.only ?? [])
  refuseUnknown(catalog, 'also', catalog.metrics, options.also ?? [])
  const exceptions = [...(catalog.exceptions ?? []), ...(options.exceptions ?? [])]
  return {
    ...catalog,
    ...(options.subsystem !== undefined && { subsystem: options.subsystem }),
    labels: boundedLabels(catalog.labels, options),
    metrics: changedMetrics(catalog.metrics, options),
    constant: { ...catalog.constant, ...options.constant },
    spanAttributes: { ...catalog.spanAttributes, ...options.spanAttributes },
    ...(exceptions.length > 0 && { exceptions }),
  }
}

function boundedLabels(labels: LabelSpecs, { bounds = {} }: LooseOptions): LabelSpecs {
  const changed = Object.entries(labels).map(([key, spec]) => {
    const bound = bounds[key]
    return [key, bound === undefined ? spec : { ...spec, bound }] as const
  })
  return Object.fromEntries(changed)
}

function changedMetrics(metrics: MetricSpecs, options: LooseOptions): MetricSpecs {
  const changed = Object.entries(metrics).map(
    ([key, spec]) => [key, changedMetric(key, spec, options)] as const,
  )
  return Object.fromEntries(changed)
}

function changedMetric(key: string, spec: MetricSpec, options: LooseOptions): MetricSpec {
  const own = options.metrics?.[key] ?? {}
  refuseIdle(key, spec, own)
  const as: Record<string, LabelChange> = { ...spec.as }
  for (const label of spec.labels ?? []) {
    const change = options.labels?.[label]
    if (change !== undefined) as[label] = change
  }
  Object.assign(as, own.labels)
  const emit = options.only === undefined ? spec.emit !== false : options.only.includes(key)
  const exceptions = [...(spec.exceptions ?? []), ...(own.exceptions ?? [])]
  const changed = {
    ...(own.name !== undefined && { name: own.name }),
    ...(own.description !== undefined && { description: own.description }),
    ...(own.unit !== undefined && { unit: own.unit, recordedIn: spec.recordedIn ?? spec.unit ?? '' }),
    as,
    emit: emit || (options.also?.includes(key) ?? false),
    ...(exceptions.length > 0 && { exceptions }),
  }
  if (spec.type !== 'histogram') return { ...spec, ...changed }
  return { ...spec, ...changed, ...(own.buckets !== undefined && { buckets: own.buckets }) }
}

/** The alerts that `with(options)` stands for. Throws a sentence when an option names one that there is not. */
export function changedAlerts(
  catalog: Catalog,
  alerts: Readonly<Record<string, Alert>>,
  options: LooseOptions,
): Readonly<Record<string, Alert>> {
  const given = Object.entries(options.alerts ?? {})
  const added = given.filter((entry): entry is [string, Alert] => isWhole(entry[1]))
  const known = { ...alerts, ...Object.fromEntries(added) }
  refuseUnknown(catalog, 'alerts', known, Object.keys(options.alerts ?? {}))
  const changed: Record<string, Alert> = {}
  for (const [key, alert] of Object.entries(known)) {
    const change = options.alerts?.[key]
    if (change === false) continue
    const { key: name = key, ...own } = isWhole(change) ? {} : (change ?? {})
    if (Object.hasOwn(changed, name)) {
      throw new Error(`with({ alerts }) gives two alerts of the catalog ${catalog.name} the key ${name}.`)
    }
    changed[name] = { ...alert, ...own, ...minimumOf(alert, own) }
  }
  return changed
}

/** Another count of what the alert counts already. */
function minimumOf({ minimum: before }: Alert, { minimum }: AlertOptions): Pick<Alert, 'minimum'> {
  return typeof before === 'object' && typeof minimum === 'number'
    ? { minimum: { ...before, count: minimum } }
    : {}
}

function isWhole(change: AlertOptions | Alert | false | undefined): change is Alert {
  return typeof change === 'object' && 'when' in change
}

function refuseUnknown(catalog: Catalog, option: string, known: object, names: readonly PropertyKey[]): void {
  for (const name of names) {
    if (Object.hasOwn(known, name)) continue
    const list = Object.keys(known).join(', ')
    throw new Error(
      `with({ ${option} }) names ${JSON.stringify(String(name))}, which the catalog ${catalog.name} does not declare. It has ${list}.`,
    )
  }
}

/** Throws where a change of one metric would change nothing. */
function refuseIdle(key: string, spec: MetricSpec, own: MetricOptions): void {
  if (own.buckets !== undefined && spec.type !== 'histogram') {
    throw new Error(
      `with({ metrics: { ${key} } }) gives buckets to a ${spec.type}; only histograms have them.`,
    )
  }
  for (const [label, change] of Object.entries(own.labels ?? {})) {
    const isAdded = typeof change === 'object' || (change === false && typeof spec.as?.[label] === 'object')
    if (isAdded || (spec.labels ?? []).some((declared) => declared === label)) continue
    const list = (spec.labels ?? []).join(', ') || 'none'
    throw new Error(
      `with({ metrics: { ${key}: { labels } } }) names ${JSON.stringify(label)}, which is no label of that metric (${list}). To add a label, describe it: { description, bound }.`,
    )
  }
}
