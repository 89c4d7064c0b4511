import { swallow } from '../../guard/index.ts'
import type { BoundRecorder } from '../bound.ts'
import { type GaugeIdentity, type GaugeMetric, isShared } from './gauge-metric.ts'
import { GaugeObserver, type GaugeReader } from './gauge-observer.ts'
import { type GaugeSource, joinValues } from './gauge-series.ts'
import { dropUnknown, LabelResolver, readLabel } from './label-resolver.ts'
import type { LabelledGauge, Labels, MetricDeclaration } from './types.ts'
import { isRecordable } from './value-check.ts'

interface GaugeEntry {
  readonly identity: GaugeIdentity
  readonly value: number
}

type Fixed = ReadonlyMap<string, string | undefined>

/** A gauge as one declaration sees it. */
export class GaugeView implements LabelledGauge<Labels> {
  readonly #metric: GaugeMetric
  readonly #declaration: MetricDeclaration
  readonly #fixed: Fixed
  readonly #resolvers: readonly LabelResolver[]
  readonly #open: ReadonlySet<string>

  constructor(metric: GaugeMetric, declaration: MetricDeclaration, fixed: Fixed = new Map()) {
    this.#metric = metric
    this.#declaration = declaration
    this.#fixed = fixed
    this.#resolvers = declaration.labels.map((label) => new LabelResolver(label, declaration.name))
    this.#open = new Set(declaration.labels.map((label) => label.key).filter((key) => !fixed.has(key)))
  }

  get enabled(): boolean {
    return !this.#metric.isOff
  }

  record(value: number, labels: Labels): void {
    if (this.#accepts(value)) this.#metric.admit(this.#identify(labels)).value = value
  }

  bind(labels: Labels): BoundRecorder {
    const identity = this.#identify(labels)
    let source: GaugeSource | undefined
    return {
      record: (value) => {
        if (!this.#accepts(value)) return
        if (source === undefined || source.removed) source = this.#metric.admit(identity)
        source.value = value
      },
    }
  }

  observe(labels: Labels, read: GaugeReader): Disposable {
    const identity = this.#identify(labels)
    const source = this.#metric.admit(identity)
    const observer = new GaugeObserver(read, this.#declaration.name)
    source.observers.add(observer)
    this.#metric.wake()
    return {
      [Symbol.dispose]: () => {
        source.observers.delete(observer)
        if (source.isEmpty && !source.removed) this.#metric.remove(source)
      },
    }
  }

  setAll(entries: Iterable<readonly [labels: Labels, value: number]>): void {
    if (this.#metric.isOff) return
    const values = this.#readAll(entries)
    if (values === undefined) return
    this.#metric.wake()
    const kept = new Set<GaugeSource>()
    const others: GaugeEntry[] = []
    for (const entry of values.values()) {
      const source = this.#metric.find(entry.identity)
      if (source === undefined) {
        others.push(entry)
        continue
      }
      source.value = entry.value
      kept.add(source)
    }
    // Who has a series keeps it; the room of those that have gone is for others.
    this.#metric.clearValues((source) => !kept.has(source) && this.#covers(source))
    let shared: number | undefined
    for (const { identity, value } of others) {
      const source = this.#metric.admit(identity)
      if (isShared(source)) shared = joinValues(shared, value, this.#declaration.join ?? 'sum')
      source.value = isShared(source) ? shared : value
    }
  }

  remove(labels: Labels): boolean {
    const identity = this.#identify(labels)
    const source = this.#metric.find(identity) ?? this.#metric.findBeyond(identity)
    if (source === undefined) return false
    this.#metric.remove(source)
    return true
  }

  with(labels: Partial<Labels>): GaugeView {
    const fixed = new Map(this.#fixed)
    for (const resolver of this.#resolvers) {
      if (fixed.has(resolver.key)) continue
      const given = readLabel(labels, resolver.key, this.#declaration.name)
      if (given !== undefined) fixed.set(resolver.key, resolver.resolve(given))
    }
    dropUnknown(labels, this.#open, this.#declaration.name)
    return new GaugeView(this.#metric, this.#declaration, fixed)
  }

  #accepts(value: number): boolean {
    if (this.#metric.isOff) return false
    this.#metric.wake()
    return isRecordable(value, this.#declaration.name, true)
  }

  /** Entries that end up as one series are joined. An iterable that throws changes nothing. */
  #readAll(entries: Iterable<readonly [labels: Labels, value: number]>): Map<string, GaugeEntry> | undefined {
    const values = new Map<string, GaugeEntry>()
    const join = this.#declaration.join ?? 'sum'
    try {
      for (const [labels, value] of entries) {
        if (!isRecordable(value, this.#declaration.name, true)) continue
        const identity = this.#identify(labels)
        const key = JSON.stringify([identity.values, identity.source])
        const joined = joinValues(values.get(key)?.value, value, join) ?? value
        values.set(key, { identity, value: joined })
      }
      return values
    } catch (error) {
      swallow('gauge entries', error)
      return undefined
    }
  }

  #identify(labels: Labels): GaugeIdentity {
    const resolved = new Map(this.#fixed)
    for (const resolver of this.#resolvers) {
      if (this.#fixed.has(resolver.key)) continue
      resolved.set(resolver.key, resolver.resolve(readLabel(labels, resolver.key, this.#declaration.name)))
    }
    dropUnknown(labels, this.#open, this.#declaration.name)
    const exported = new Map<string, string | undefined>(Object.entries(this.#declaration.constant ?? {}))
    const dropped: [string, string | undefined][] = []
    for (const { key, attribute } of this.#resolvers) {
      if (attribute === false) dropped.push([key, resolved.get(key)])
      else exported.set(attribute, resolved.get(key))
    }
    return {
      values: this.#metric.names.map((name) => exported.get(name)),
      labels: resolved,
      source: JSON.stringify(dropped),
    }
  }

  /** Whether a source lies within the labels that are fixed here, constants included. */
  #covers(source: GaugeSource): boolean {
    for (const [key, value] of this.#fixed) if (source.labels.get(key) !== value) return false
    const constant = Object.entries(this.#declaration.constant ?? {})
    return constant.every(([name, value]) => source.attributes[name] === value)
  }
}
