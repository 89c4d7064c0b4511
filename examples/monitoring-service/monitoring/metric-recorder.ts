import { type Attributes, metrics } from '@opentelemetry/api'
import { catalogOf } from 'spanmeter'
import type { MonitoringTelemetry } from '../telemetry.ts'

export type Labels = Readonly<Record<string, string>>

/** What the numbers of one name go to. */
interface Target {
  /** Their exported names, sorted. */
  readonly labels: readonly string[]
  /** Whether it only goes up. */
  readonly counts: boolean
  record(value: number, labels: Labels): void
}

/** Names beside those of the catalog. Each of them is a metric for as long as the process lives. */
const MOST_NAMES = 50
const MOST_LABELS = 8
const MOST_SERIES = 200
const MOST_LETTERS = 100

/**
 * Records numbers by the exported name of their metric. Those of the catalog go there; another name becomes a metric of
 * its own, a counter when it ends in `_total`, else a gauge. Throws a sentence where a name, a label or a value cannot
 * be one, or where there would be too many: numbers that nobody declared may not fill Prometheus.
 */
export class MetricRecorder {
  readonly #known: ReadonlyMap<string, Target>
  readonly #custom = new Map<string, CustomMetric>()

  constructor(telemetry: MonitoringTelemetry) {
    this.#known = knownMetrics(telemetry)
  }

  record(name: string, value: number, labels: Labels): void {
    if (!Number.isFinite(value))
      throw new RangeError(`The value of ${told(name)} is ${value}, and must be finite.`)
    checkLabels(name, labels)
    const target = this.#known.get(name) ?? this.#custom.get(name) ?? this.#newMetric(name, labels)
    const given = Object.keys(labels).toSorted().join()
    if (given !== target.labels.join())
      throw new RangeError(
        `${name} has the labels ${target.labels.join() || '(none)'}, and was given ${given || 'none'}.`,
      )
    if (value < 0 && target.counts) throw new RangeError(`${name} counts, and cannot go down by ${-value}.`)
    target.record(value, labels)
  }

  #newMetric(name: string, labels: Labels): CustomMetric {
    if (!/^[a-z][a-z0-9_]*$/.test(name) || name.length > MOST_LETTERS || /_(bucket|sum|count)$/.test(name))
      throw new RangeError(
        `${told(name)} is no name of a metric: use a to z, digits and underscores, at most ${MOST_LETTERS}, and no ending of a histogram.`,
      )
    if (/^(target_info$|spanmeter_)/.test(name))
      throw new RangeError(`${name} is a name of the telemetry itself. Choose another one.`)
    if (this.#known.has(`${name}_total`))
      throw new RangeError(
        `${name} would be mistaken for ${name}_total. Record that, or choose another name.`,
      )
    if (this.#custom.size >= MOST_NAMES)
      throw new RangeError(
        `There are ${MOST_NAMES} metrics that nobody declared. Declare ${name} in a catalog.`,
      )
    const custom = new CustomMetric(name, Object.keys(labels))
    this.#custom.set(name, custom)
    return custom
  }
}

/** The first numbers of a metric say which labels it has. */
class CustomMetric implements Target {
  readonly labels: readonly string[]
  readonly counts: boolean
  readonly #name: string
  readonly #record: (value: number, labels: Attributes) => void
  readonly #series = new Set<string>()

  constructor(name: string, labels: readonly string[]) {
    this.#name = name
    this.labels = labels.toSorted()
    this.counts = name.endsWith('_total')
    const meter = metrics.getMeter('monitoring-service')
    const description = 'Recorded by name'
    if (this.counts) {
      const counter = meter.createCounter(name, { description })
      this.#record = (value, given) => counter.add(value, given)
    } else {
      const gauge = meter.createGauge(name, { description })
      this.#record = (value, given) => gauge.record(value, given)
    }
  }

  record(value: number, labels: Labels): void {
    const series = JSON.stringify(this.labels.map((label) => labels[label]))
    if (!this.#series.has(series) && this.#series.size >= MOST_SERIES)
      throw new RangeError(`${this.#name} has ${MOST_SERIES} series already. Are its labels ids?`)
    this.#series.add(series)
    this.#record(value, labels)
  }
}

function checkLabels(name: string, labels: Labels): void {
  const entries = Object.entries(labels)
  if (entries.length > MOST_LABELS)
    throw new RangeError(`${told(name)} was given ${entries.length} labels; ${MOST_LABELS} are the most.`)
  for (const [label, value] of entries) {
    if (!/^[a-z][a-z0-9_]*$/.test(label) || label.length > MOST_LETTERS)
      throw new RangeError(`${told(label)} is no label: use a to z, digits and underscores.`)
    if (typeof value !== 'string' || value.length > MOST_LETTERS)
      throw new RangeError(
        `The label ${label} of ${told(name)} must be a text of at most ${MOST_LETTERS} letters.`,
      )
  }
}

/** Those of the catalogs by their exported names; they take labels by their exported names, too. */
function knownMetrics(telemetry: MonitoringTelemetry): ReadonlyMap<string, Target> {
  // Asked for by keys that the catalog itself gives: types know them only one by one.
  const meters = telemetry as unknown as Record<string, Record<string, AnyMetric>>
  return new Map(
    catalogOf(telemetry).domains.flatMap((domain) =>
      domain.metrics
        .filter(({ emitted }) => emitted)
        .map(({ key, name, type, labels: declared }) => {
          const metric = meters[domain.key]?.[key]
          const labels = declared.flatMap(({ attribute }) => attribute || []).toSorted()
          const counts = type === 'counter'
          const record: Target['record'] = (value, given) => {
            if (metric?.add) metric.add(value, given)
            else metric?.record?.(value, given)
          }
          return [name, { labels, counts, record }] as const
        }),
    ),
  )
}

interface AnyMetric {
  add?(value: number, labels: Labels): void
  record?(value: number, labels: Labels): void
}

function told(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text)
}
