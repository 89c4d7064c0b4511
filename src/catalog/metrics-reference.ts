import { DEFAULT_CARDINALITY_LIMIT } from '../instruments/labelled/index.ts'
import type { LintException } from './exception.ts'
import { estimatedSeries } from './lint/index.ts'
import type { ResolvedCatalog, ResolvedDomain, ResolvedLabel, ResolvedMetric } from './resolved.ts'

/** How a reference is headed. */
export interface ReferenceOptions {
  readonly title: string
  /** Markdown below the title. */
  readonly introduction?: string
}

/**
 * The metrics of a system as Markdown: per domain a table of names, types, labels, descriptions and counterparts in the
 * semantic conventions, then what each label may be, buckets, operations, the stated exceptions, and what could have more
 * series than an instrument holds. The same catalog gives the same text.
 *
 * @example
 * await writeFile('docs/metrics/shop.md', metricsReference(catalogOf(shop), { title: 'Metrics of the shop' }))
 */
export function metricsReference(
  catalog: ResolvedCatalog,
  { title, introduction }: ReferenceOptions,
): string {
  const sections = catalog.domains
    .filter(({ metrics }) => metrics.some(({ emitted }) => emitted))
    .map(domainSection)
  const head = [`# ${title}`, ...(introduction === undefined ? [] : [introduction])]
  return `${[...head, ...sections].join('\n\n')}\n`
}

function domainSection(domain: ResolvedDomain): string {
  const metrics = domain.metrics.filter(({ emitted }) => emitted)
  const parts = [
    `## ${domain.key}`,
    metricTable(domain.key, metrics),
    labelTable(metrics),
    bucketTable(metrics),
    operationTable(domain),
    semconvTable(domain),
    [...exceptionList(domain, metrics), ...overflowList(metrics)].join('\n'),
  ]
  return parts.filter((part) => part !== '').join('\n\n')
}

/** The column of the semantic conventions is there where they know anything of the domain. */
function metricTable(domain: string, metrics: readonly ResolvedMetric[]): string {
  const isKnown = metrics.some(({ semconv }) => semconv !== undefined)
  return table(
    ['metric', 'helper', 'type', 'labels', 'description', ...(isKnown ? ['semantic conventions'] : [])],
    metrics.map((metric) => [
      code(metric.name),
      code(`${domain}.${metric.key}`),
      metric.type,
      labelList(metric),
      metric.description,
      ...(isKnown ? [metric.semconv === undefined ? '' : code(metric.semconv)] : []),
    ]),
  )
}

/** What a system with `semconv: true` emits of the domain beside its own metrics. */
function semconvTable({ key, operations }: ResolvedDomain): string {
  const rows = operations.flatMap((operation) =>
    operation.semconv.map((metric) => [
      code(metric.exportedName),
      code(metric.name),
      metric.type,
      metric.attributes.map(code).join(', '),
      code(`${key}.${operation.key}`),
    ]),
  )
  return rows.length === 0 ? '' : table(['also', 'in OTLP', 'type', 'attributes', 'from'], rows)
}

function labelList({ labels, constant = {} }: ResolvedMetric): string {
  const open = labels.flatMap(({ attribute }) => (attribute === false ? [] : [code(attribute)]))
  const fixed = Object.entries(constant).map(([name, value]) => code(`${name}="${value}"`))
  return [...open, ...fixed].join(', ')
}

/** What a name means as a label, in which metrics. */
interface LabelMeaning {
  readonly name: string
  readonly cells: readonly string[]
  readonly of: string[]
}

/** A name that two metrics give to different labels has a row for each, which says of whom. */
function labelTable(metrics: readonly ResolvedMetric[]): string {
  const meanings = new Map<string, LabelMeaning>()
  for (const metric of metrics) {
    for (const label of metric.labels) {
      if (label.attribute === false) continue
      const cells = [valuesOf(label, metric), label.description]
      const key = JSON.stringify([label.attribute, cells])
      const meaning = meanings.get(key) ?? { name: label.attribute, cells, of: [] }
      meaning.of.push(metric.name)
      meanings.set(key, meaning)
    }
  }
  const all = [...meanings.values()]
  const rows = all.map(({ name, cells, of }) => {
    const isAlone = all.filter((each) => each.name === name).length === 1
    return [isAlone ? code(name) : `${code(name)} of ${of.map(code).join(', ')}`, ...cells]
  })
  return rows.length === 0 ? '' : table(['label', 'values', 'meaning'], rows)
}

function valuesOf(label: ResolvedLabel, { labels, limits = [] }: ResolvedMetric): string {
  const { attribute, values, bound, determinedBy = [] } = label
  if (values !== undefined) return values.map(code).join(', ')
  if (bound === undefined) return 'any'
  const isEnforced = limits.some((limit) => limit.label === attribute)
  const decider = labels.find(({ key }) => determinedBy.includes(key))?.attribute ?? determinedBy[0]
  return [
    `up to ${bound}`,
    ...(isEnforced ? ['enforced'] : []),
    ...(decider ? [`one for each ${code(decider)}`] : []),
  ].join(', ')
}

function bucketTable(metrics: readonly ResolvedMetric[]): string {
  const rows = metrics.flatMap(({ name, buckets, unit, ...metric }) =>
    buckets === undefined ? [] : [[code(name), buckets.join(', '), unit, String(estimatedSeries(metric))]],
  )
  return rows.length === 0 ? '' : table(['histogram', 'upper bounds', 'unit', 'series at most'], rows)
}

function operationTable({ key, metrics, operations }: ResolvedDomain): string {
  const emitted = new Map(metrics.flatMap((metric) => (metric.emitted ? [[metric.key, metric.name]] : [])))
  const rows = operations.map((operation) => [
    code(`${key}.${operation.key}`),
    `${code(operation.name)}, ${operation.kind}`,
    Object.entries(operation.labels)
      .map(([label, attribute]) => `${code(label)} → ${code(attribute)}`)
      .join(', '),
    Object.entries(operation.attributes)
      .map(([input, attribute]) => `${code(input)} → ${code(attribute)}`)
      .join(', '),
    [...new Set(operation.metrics.flatMap(({ metric }) => emitted.get(metric) ?? []))].map(code).join(', '),
  ])
  if (rows.length === 0) return ''
  return table(['operation', 'name and span kind', 'labels on the span', 'on the span only', 'moves'], rows)
}

/** The metrics whose bounds promise more than an instrument holds. */
function overflowList(metrics: readonly ResolvedMetric[]): string[] {
  return metrics.flatMap((metric) => {
    const series = estimatedSeries(metric)
    if (series <= DEFAULT_CARDINALITY_LIMIT) return []
    const [declared, held] = [series, DEFAULT_CARDINALITY_LIMIT].map((count) => count.toLocaleString('en'))
    return [
      `- ${code(metric.name)} could have ${declared} series by these bounds; an instrument holds ${held} unless it is told otherwise, and one more for all that come later.`,
    ]
  })
}

function exceptionList(domain: ResolvedDomain, metrics: readonly ResolvedMetric[]): string[] {
  const stated = [
    ...lines(domain.key, domain.exceptions),
    ...metrics.flatMap((metric) => [
      ...lines(code(metric.name), metric.exceptions),
      ...metric.labels.flatMap(({ attribute, exceptions }) =>
        attribute === false ? [] : lines(code(attribute), exceptions),
      ),
    ]),
  ]
  return [...new Set(stated)]
}

function lines(where: string, exceptions: readonly LintException[]): string[] {
  return exceptions.map(({ rule, reason }) => `- ${where} is excepted from ${code(rule)}: ${reason}`)
}

function table(head: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n')
}

function code(text: string): string {
  return `\`${text}\``
}
