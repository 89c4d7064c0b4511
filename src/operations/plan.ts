import { type Attributes, SpanKind } from '@opentelemetry/api'
import { dropAttribute, swallow } from '../guard/index.ts'
import {
  dropUnknown,
  type LabelInput,
  lifecycle,
  readLabel,
  type TrieKey,
  ValueTrie,
} from '../instruments/labelled/index.ts'
import { TENANT_KEY } from './tenant.ts'
import { ERROR_LABEL, labelText, Tuple } from './tuple.ts'
import type {
  LabelValue,
  OperationActive,
  OperationDeclaration,
  OperationMetric,
  OperationObserver,
  OperationScope,
  Outcome,
} from './types.ts'

/** How many different sets of label values are remembered; past it each operation works its own out anew. */
const MOST_TUPLES = 4_000

/** Longer values are taken for what no label should have, and are not remembered either. */
const LONGEST_VALUE = 256

/** A declaration made ready to run. */
export class Plan {
  readonly name: string
  readonly kind: SpanKind
  readonly keys: readonly string[]
  readonly metrics: readonly OperationMetric[]
  readonly conventions: readonly OperationMetric[]
  /** Attributes that are labels of `conventions`: by input key, where each stands among `keys`. */
  readonly measuredAttributes: ReadonlyMap<string, number>
  readonly active: OperationActive | undefined
  readonly observer: OperationObserver | undefined
  /** Labels that the outcome decides: where each stands among `keys`, and how. */
  readonly derived: readonly { index: number; derive: (outcome: Outcome) => TrieKey }[]
  readonly errorIndex: number
  readonly tenantIndex: number
  /** Whether anything wants to know how long it took, when there is no span. */
  readonly isTimed: boolean
  /** Whether anything looks at how it ended, beyond success or failure. */
  readonly needsEnding: boolean
  /** Whether an operation has more to it than a span and what it moves at its end. */
  readonly needsExtras: boolean
  /** Attribute keys whose numbers or moments are recorded. */
  readonly valueKeys: readonly string[]
  readonly #declaration: OperationDeclaration
  readonly #spanKeys: readonly (string | false)[]
  readonly #known: ReadonlySet<string>
  readonly #trie: ValueTrie<Tuple>
  #generation = -1
  #isOff = false

  constructor(declaration: OperationDeclaration, scope: OperationScope) {
    this.#declaration = declaration
    this.name = declaration.name
    this.kind = declaration.span.kind ?? SpanKind.INTERNAL
    const measured = declaration.measuredAttributes ?? []
    this.keys = [...declaration.labels, ...measured]
    this.metrics = declaration.metrics
    this.conventions = declaration.conventions ?? []
    this.measuredAttributes = new Map(measured.map((key) => [key, this.keys.indexOf(key)]))
    this.active = declaration.active
    this.observer = scope.observer
    this.derived = Object.entries(declaration.end ?? {}).map(([key, derive]) => {
      const index = this.keys.indexOf(key)
      if (index < 0) throw new Error(unknownEnd(declaration.name, key))
      return { index, derive: (outcome: Outcome) => this.#derive(key, derive, outcome) }
    })
    this.errorIndex = this.keys.indexOf(ERROR_LABEL)
    this.tenantIndex = this.keys.indexOf(TENANT_KEY)
    const moved = [...this.metrics, ...this.conventions]
    this.isTimed = scope.observer !== undefined || moved.some((metric) => metric.measure !== 'count')
    this.needsEnding =
      this.derived.length > 0 || this.metrics.some(({ measure }) => typeof measure !== 'string')
    const values = moved.flatMap(({ measure }) => (typeof measure === 'object' ? Object.values(measure) : []))
    this.valueKeys = [...new Set(values)]
    this.needsExtras =
      this.active !== undefined ||
      this.observer !== undefined ||
      this.conventions.length > 0 ||
      this.valueKeys.length > 0
    const keyMap = declaration.span.labels ?? {}
    this.#spanKeys = this.keys.map((key) => keyMap[key] ?? (key === ERROR_LABEL ? 'error.type' : key))
    this.#known = new Set(this.keys)
    this.#trie = new ValueTrie({ keys: this.keys, capacity: MOST_TUPLES })
  }

  /** Whether every metric is disabled, so that without a tracer there is nothing to do. */
  get isOff(): boolean {
    if (this.#generation !== lifecycle.generation) {
      this.#generation = lifecycle.generation
      const metrics = [
        ...this.metrics,
        ...this.conventions,
        ...(this.active === undefined ? [] : [this.active]),
      ]
      const isHeard = metrics.length === 0 && this.observer !== undefined
      this.#isOff =
        lifecycle.isDisabled && !isHeard && metrics.every(({ metric }) => metric.enabled === false)
    }
    return this.#isOff
  }

  /** The tuple of what the application handed over, whatever that is. */
  tuple(labels: LabelInput): Tuple {
    let tuple: Tuple | undefined
    try {
      tuple = this.#trie.find(labels)
    } catch {
      // A getter threw, or it is no object: what can be read is read one by one.
    }
    return tuple ?? this.#readTuple(labels)
  }

  #readTuple(labels: LabelInput): Tuple {
    const values = this.keys.map((key) => this.#usable(key, readLabel(labels, key, this.name)))
    dropUnknown(labels, this.#known, this.name)
    return this.tupleOf(values)
  }

  /** The tuple of values in the order of `keys`. */
  tupleOf(values: readonly TrieKey[]): Tuple {
    const known = this.#trie.at(values)
    if (known !== undefined) return known
    const tuple = new Tuple(this, values)
    if (values.every((value) => typeof value !== 'string' || value.length <= LONGEST_VALUE)) {
      this.#trie.set(values, tuple)
    }
    return tuple
  }

  /** Writes what `set` was given into values in the order of `keys`. */
  assign(values: TrieKey[], labels: LabelInput): void {
    for (const [index, key] of this.keys.entries()) {
      const value = this.#usable(key, readLabel(labels, key, this.name))
      if (value !== undefined) values[index] = value
    }
    dropUnknown(labels, this.#known, this.name)
  }

  /** The class of the failure that these final values are, if they are one. */
  failureOf(values: readonly TrieKey[]): string | undefined {
    const { failure } = this.#declaration
    if (failure === undefined) return undefined
    try {
      return labelText(failure(this.#labelsOf(values)))
    } catch (error) {
      swallow('operation failure', error)
      return undefined
    }
  }

  #labelsOf(values: readonly TrieKey[]): Record<string, TrieKey> {
    return Object.fromEntries(this.keys.map((key, index) => [key, values[index]]))
  }

  /** The span name for these values. */
  nameOf(values: readonly TrieKey[]): string {
    const { name } = this.#declaration.span
    if (typeof name !== 'function') return name ?? this.name
    try {
      return String(name(this.#labelsOf(values)))
    } catch (error) {
      swallow('span name', error)
      return this.name
    }
  }

  /** Constant attributes, and these values under their span keys. */
  attributesOf(values: readonly TrieKey[]): Attributes {
    const entries = Object.entries(this.#declaration.span.constant ?? {})
    for (const [index, key] of this.#spanKeys.entries()) {
      const value = values[index]
      if (value === undefined) continue
      const write = this.#declaration.span.values?.[this.keys[index] ?? '']
      if (write !== undefined) entries.push(...this.#written(write, value))
      else if (key !== false) entries.push([key, value])
    }
    return Object.freeze(Object.fromEntries(entries))
  }

  #written(write: (value: LabelValue) => Attributes, value: LabelValue): [string, Attributes[string]][] {
    try {
      return Object.entries(write(value))
    } catch (error) {
      swallow('span attribute', error)
      return []
    }
  }

  /** High-cardinality input under its span keys. A getter that throws costs its own attribute, and no object has none. */
  annotations(input: unknown): Attributes {
    const keyMap = this.#declaration.span.attributes ?? {}
    const entries: [string, Attributes[string]][] = []
    for (const key of keysOf(input)) {
      const spanKey = Object.hasOwn(keyMap, key) ? keyMap[key] : undefined
      if (spanKey === undefined) continue
      // What is no attribute value is left off by the span, as for any attribute.
      const value = readLabel(input, key, this.name) as Attributes[string]
      if (value !== undefined) entries.push([spanKey, value])
    }
    return Object.fromEntries(entries)
  }

  #derive(key: string, derive: (outcome: Outcome) => unknown, outcome: Outcome): TrieKey {
    try {
      return this.#usable(key, derive(outcome))
    } catch (error) {
      swallow('operation end', error)
      return undefined
    }
  }

  /** Writes the attributes that are labels into values in the order of `keys`; `undefined` where none is given. */
  measured(attributes: Attributes, from: readonly TrieKey[]): TrieKey[] | undefined {
    let values: TrieKey[] | undefined
    for (const [key, index] of this.measuredAttributes) {
      const value = this.#usable(key, readLabel(attributes, key, this.name))
      if (value === undefined) continue
      values ??= [...from]
      values[index] = value
    }
    return values
  }

  #usable(key: string, value: unknown): TrieKey {
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
    if (value !== undefined && value !== null) dropAttribute('invalid_value', this.name, key)
    return undefined
  }
}

function keysOf(input: unknown): readonly string[] {
  try {
    return Object.keys(input ?? {})
  } catch (error) {
    swallow('attributes', error)
    return []
  }
}

function unknownEnd(operation: string, key: string): string {
  return `The operation ${operation} derives the label ${JSON.stringify(key)} at its end, and does not declare it. Add it to the operation's labels.`
}
