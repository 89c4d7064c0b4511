import { dropUnknown, LabelResolver, readLabel } from './label-resolver.ts'
import type { SeriesState } from './series.ts'
import type { LabelValue, MetricDeclaration } from './types.ts'
import { type LabelInput, type TrieKey, ValueTrie } from './value-trie.ts'

/** How many inputs that end up as another value (through a normaliser, or as `_OTHER`) are remembered. */
const ALIAS_LIMIT = 1_000
const ALIAS_LENGTH_LIMIT = 256

type Values = readonly (string | undefined)[]

/** What a view needs of the metric that it looks at. */
interface Viewed<S> {
  readonly names: readonly string[]
  readonly limit: number
  /** How many series were removed so far. */
  readonly removals: number
  admit(values: Values): S
}

interface ViewOptions<S> {
  readonly declaration: MetricDeclaration
  readonly metric: Viewed<S>
  /** Resolved values of the labels that are fixed, by label key. */
  readonly fixed?: ReadonlyMap<string, string | undefined>
}

/**
 * How one declaration of a metric (with some labels fixed, perhaps) reads the labels of a call: from the caller's
 * object to the series.
 */
export class LabelView<S extends { readonly state: SeriesState }> {
  readonly declaration: MetricDeclaration
  readonly #metric: Viewed<S>
  readonly #fixed: ReadonlyMap<string, string | undefined>
  readonly #open: readonly LabelResolver[]
  readonly #known: ReadonlySet<string>
  #trie: ValueTrie<S>
  #aliases = 0
  /** How many series had been removed when the look-up began, or began anew. */
  #removals: number

  constructor(options: ViewOptions<S>) {
    this.declaration = options.declaration
    this.#metric = options.metric
    this.#fixed = options.fixed ?? new Map()
    const { name, labels } = options.declaration
    const open = labels.filter((label) => !this.#fixed.has(label.key))
    this.#known = new Set(open.map((label) => label.key))
    this.#open = open
      .filter((label) => label.attribute !== false)
      .map((label) => new LabelResolver(label, name))
    this.#trie = this.#emptyTrie()
    this.#removals = options.metric.removals
  }

  /** The series of these labels, whatever was handed over. */
  series(labels: LabelInput): S {
    let series: S | undefined
    try {
      series = this.#trie.find(labels)
    } catch {
      // A getter threw, or it is no object: what can be read is read one by one below.
    }
    return series !== undefined && series.state !== 'removed' ? series : this.#resolve(labels)
  }

  #resolve(labels: LabelInput): S {
    const given = this.#open.map((label) => readLabel(labels, label.key, this.declaration.name))
    const resolved = this.#open.map((label, index) => label.resolve(given[index]))
    dropUnknown(labels, this.#known, this.declaration.name)
    const series = this.#metric.admit(this.#arrange(resolved))
    this.#makeRoom()
    if (series.state === 'kept' && this.#mayKeep(given, resolved)) this.#trie.set(given, series)
    return series
  }

  #emptyTrie(): ValueTrie<S> {
    const ignored = this.declaration.labels.filter(
      ({ key, attribute }) => attribute === false && this.#known.has(key),
    )
    return new ValueTrie({
      keys: this.#open.map((label) => label.key),
      ignored: ignored.map((label) => label.key),
      capacity: this.#metric.limit + ALIAS_LIMIT,
    })
  }

  /** Series that were removed through other views may fill the look-up; what is alive is learnt again. */
  #makeRoom(): void {
    const isFull = this.#trie.size >= this.#metric.limit + ALIAS_LIMIT || this.#aliases >= ALIAS_LIMIT
    if (!isFull || this.#metric.removals - this.#removals < ALIAS_LIMIT) return
    this.#removals = this.#metric.removals
    this.#aliases = 0
    this.#trie = this.#emptyTrie()
  }

  /** The exported values of these labels, in the metric's order, without creating a series. */
  values(labels: LabelInput): Values {
    const name = this.declaration.name
    return this.#arrange(this.#open.map((label) => label.resolve(readLabel(labels, label.key, name))))
  }

  /** Lets go of what leads to the series of these labels. */
  forget(labels: LabelInput): void {
    const given = this.#open.map((label) => readLabel(labels, label.key, this.declaration.name))
    if (given.every(isTrieKey)) this.#trie.delete(given)
  }

  /** This view with more labels fixed. */
  with(labels: LabelInput): LabelView<S> {
    const fixed = new Map(this.#fixed)
    for (const label of this.declaration.labels) {
      if (fixed.has(label.key)) continue
      const given = readLabel(labels, label.key, this.declaration.name)
      if (given === undefined) continue
      fixed.set(label.key, new LabelResolver(label, this.declaration.name).resolve(given))
    }
    dropUnknown(labels, this.#known, this.declaration.name)
    return new LabelView({ declaration: this.declaration, metric: this.#metric, fixed })
  }

  #arrange(resolved: Values): Values {
    const byName = new Map<string, string | undefined>(Object.entries(this.declaration.constant ?? {}))
    for (const label of this.declaration.labels) {
      if (label.attribute !== false) byName.set(label.attribute, this.#fixed.get(label.key))
    }
    for (const [index, label] of this.#open.entries()) {
      if (label.attribute !== false) byName.set(label.attribute, resolved[index])
    }
    return this.#metric.names.map((name) => byName.get(name))
  }

  #mayKeep(given: readonly unknown[], resolved: Values): given is readonly TrieKey[] {
    let isAlias = false
    for (const [index, value] of given.entries()) {
      if (!isTrieKey(value)) return false
      if (this.#open[index]?.isDirect && String(value ?? '') === (resolved[index] ?? '')) continue
      if (String(value).length > ALIAS_LENGTH_LIMIT) return false
      isAlias = true
    }
    if (!isAlias) return true
    if (this.#aliases >= ALIAS_LIMIT) return false
    this.#aliases++
    return true
  }
}

function isTrieKey(value: unknown): value is LabelValue | undefined {
  return (
    value === undefined ||
    typeof value === 'string' ||
    typeof value === 'number' ||
    typeof value === 'boolean'
  )
}
