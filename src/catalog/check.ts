import { isPrometheusLabelName, isPrometheusName } from '../naming/index.ts'
import { determiners } from './determiners.ts'
import type { ResolvedMetric } from './resolved.ts'
import type { Catalog, OperationSpec } from './spec.ts'

/** Throws where a catalog refers to what it does not declare. The types refuse this too; JavaScript has none. */
export function checkCatalog(catalog: Catalog): void {
  const { name, labels, metrics } = catalog
  const operations = catalog.operations ?? {}
  for (const label of Object.keys(labels)) checkLabel(catalog, label)
  for (const [key, metric] of Object.entries(metrics)) {
    for (const label of metric.labels ?? []) {
      if (labels[label] === undefined) throw unknown(name, `metric ${key}`, 'label', label, labels)
    }
    if (metric.type === 'gauge' && metric.window !== undefined) {
      const source = metrics[metric.window.of]
      if (source?.type !== 'counter')
        throw unknown(name, `gauge ${key}`, 'counter', metric.window.of, metrics)
    }
  }
  for (const [key, operation] of Object.entries(operations)) {
    if (metrics[key] !== undefined) {
      throw new Error(
        `The catalog ${name} has a metric and an operation ${key}; they would be one property of the meter. Rename one.`,
      )
    }
    for (const label of operationLabels(operation)) {
      if (labels[label] === undefined) throw unknown(name, `operation ${key}`, 'label', label, labels)
    }
    for (const { metric } of operation.metrics ?? []) {
      if (metrics[metric] === undefined) throw unknown(name, `operation ${key}`, 'metric', metric, metrics)
    }
  }
}

function checkLabel({ name, labels }: Catalog, label: string): void {
  const { bound, determinedBy } = labels[label] ?? {}
  if (bound !== undefined && !(Number.isInteger(bound) && bound >= 1)) {
    throw new Error(
      `The label ${label} of the catalog ${name} has the bound ${bound}. It is how many values there can be: a whole number, 1 or more.`,
    )
  }
  if (determinedBy !== undefined && labels[determinedBy] === undefined) {
    throw unknown(name, `label ${label}`, 'label', determinedBy, labels)
  }
  const chain = determiners(labels, label)
  if (chain.includes(label)) {
    throw new Error(
      `The label ${label} of the catalog ${name} would be determined by itself: ${[label, ...chain].join(' by ')}. Leave determinedBy off where a label stands for itself.`,
    )
  }
}

/** Throws where a resolved metric could not be exported: an impossible name, or two labels under one name. */
export function checkMetric(catalog: Catalog, metric: ResolvedMetric): void {
  const where = `The metric ${metric.key} of the catalog ${catalog.name}`
  if (!isPrometheusName(metric.name)) {
    throw new Error(`${where} would be called ${JSON.stringify(metric.name)}, which is no Prometheus name.`)
  }
  const seen = new Set<string>()
  for (const name of exportedLabels(metric)) {
    if (!isPrometheusLabelName(name)) {
      throw new Error(`${where} has the label ${JSON.stringify(name)}, which is no Prometheus label name.`)
    }
    if (seen.has(name)) {
      throw new Error(`${where} has two labels called ${name}. Give one another name, or drop it with false.`)
    }
    if (name === 'le' && metric.type === 'histogram') {
      throw new Error(
        `${where} is a histogram and has the label le, which its buckets need. Rename the label.`,
      )
    }
    seen.add(name)
  }
}

/** The label names that leave the process, constant ones last. */
export function exportedLabels(metric: Pick<ResolvedMetric, 'labels' | 'constant'>): string[] {
  const names = metric.labels.flatMap(({ attribute }) => (attribute === false ? [] : [attribute]))
  return [...names, ...Object.keys(metric.constant ?? {})]
}

function operationLabels({ labels = [], later = [], constant = {}, end = {} }: OperationSpec): string[] {
  return [...labels, ...later, ...Object.keys(constant), ...Object.keys(end)]
}

function unknown(catalog: string, where: string, kind: string, name: string, known: object): Error {
  const list = Object.keys(known).join(', ') || 'none'
  return new Error(
    `The ${where} of the catalog ${catalog} refers to the ${kind} ${JSON.stringify(name)}, which the catalog does not declare (${list}).`,
  )
}
