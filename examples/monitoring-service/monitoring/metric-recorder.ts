import { type Attributes, metrics } from '@opentelemetry/api'
import { catalogOf } from 'spanmeter'
import type { MonitoringTelemetry } from '../telemetry.ts'

/** A number for the metric of a name. */
export type Recorder = (value: number, labels: Labels) => void
export type Labels = Readonly<Record<string, string>>

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
  readonly #known: ReadonlyMap<string, Recorder>
  readonly #custom = new Map<string, CustomMetric>()

  constructor(telemetry: MonitoringTelemetry) {
    this.#known = knownMetrics(telemetry)
  }

  record(name: string, value: number, labels: Labels): void {
    if (!Number.isFinite(value))
      throw new RangeError(`The value of ${told(name)} is ${value}, and must be finite.`)
    const known = this.#known.get(name)
    if (known) known(value, labels)
    else this.#recordCustom(name, value, labels)
  }

  #recordCustom(name: string, value: number, labels: Labels): void {
    checkLabels(name, labels)
    const custom = this.#custom.get(name) ?? this.#newMetric(name, labels)
    custom.record(value, labels)
  }

  #newMetric(name: string, labels: Labels): CustomMetric {
    if (!/^[a-z][a-z0-9_]*$/.test(name) || name.length > MOST_LETTERS || /_(bucket|sum|count)$/.test(name))
      throw new RangeError(
        `${told(name)} is no name of a metric: use a to z, digits and underscores, at most ${MOST_LETTERS}, and no ending of a histogram.`,
      )
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
class CustomMetric {
  readonly #name: string
  readonly #labels: string
  readonly #record: (value: number, labels: Attributes) => void
  readonly #series = new Set<string>()

  constructor(name: string, labels: readonly string[]) {
    this.#name = name
    this.#labels = labels.toSorted().join()
    const meter = metrics.getMeter('monitoring-service')
    const description = 'Recorded by name'
    if (name.endsWith('_total')) {
      const counter = meter.createCounter(name, { description })
      this.#record = (value, given) => counter.add(value, given)
    } else {
      const gauge = meter.createGauge(name, { description })
      this.#record = (value, given) => gauge.record(value, given)
    }
  }

  record(value: number, labels: Labels): void {
    const keys = Object.keys(labels).toSorted()
    if (keys.join() !== this.#labels)
      throw new RangeError(
        `${this.#name} has the labels ${this.#labels || '(none)'}, and was given ${keys.join() || 'none'}.`,
      )
    if (value < 0 && this.#name.endsWith('_total'))
      throw new RangeError(`${this.#name} counts, and cannot go down by ${-value}.`)
    const series = JSON.stringify(keys.map((key) => labels[key]))
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
function knownMetrics(telemetry: MonitoringTelemetry): ReadonlyMap<string, Recorder> {
  // Asked for by keys that the catalog itself gives: types know them only one by one.
  const meters = telemetry as unknown as Record<string, Record<string, AnyMetric>>
  return new Map(
    catalogOf(telemetry).domains.flatMap((domain) =>
      domain.metrics
        .filter(({ emitted }) => emitted)
        .map(({ key, name }) => {
          const metric = meters[domain.key]?.[key]
          const record: Recorder = (value, labels) => {
            if (metric?.add) metric.add(value, labels)
            else metric?.record?.(value, labels)
          }
          return [name, record] as const
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
