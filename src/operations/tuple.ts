import type { Attributes } from '@opentelemetry/api'
import { swallow } from '../guard/index.ts'
import type { BoundCounter, LabelValue, TrieKey } from '../instruments/labelled/index.ts'
import { Moves, pick } from './moves.ts'
import type { OperationActive, OperationMetric } from './types.ts'

/** The label whose value is the class of the error, when nobody sets it. */
export const ERROR_LABEL = 'error_type'

/** What a tuple asks of the operation that it belongs to. */
interface TuplePlan {
  readonly keys: readonly string[]
  readonly metrics: readonly OperationMetric[]
  readonly conventions: readonly OperationMetric[]
  readonly active: OperationActive | undefined
  nameOf(values: readonly TrieKey[]): string
  attributesOf(values: readonly TrieKey[]): Attributes
  failureOf(values: readonly TrieKey[]): string | undefined
}

const MOST_ERROR_TYPES = 50

/**
 * What an operation with certain label values is made of, worked out once: the span's name and attributes, and the
 * series that each ending moves.
 */
export class Tuple {
  readonly values: readonly TrieKey[]
  readonly name: string
  /** Ready to start a span with: constant attributes, and labels under their span keys. */
  readonly attributes: Attributes
  /** The class of the failure that these values are by themselves. */
  readonly failureType: string | undefined
  readonly #plan: TuplePlan
  #success: Moves | undefined
  #abort: Moves | undefined
  #failures: Map<string, Moves> | undefined
  #conventions: Map<string, Moves> | undefined
  #active: BoundCounter | undefined

  constructor(plan: TuplePlan, values: readonly TrieKey[]) {
    this.#plan = plan
    this.values = values
    this.name = plan.nameOf(values)
    this.attributes = plan.attributesOf(values)
    this.failureType = plan.failureOf(values)
  }

  /** Whether these values are a failure by themselves. */
  get isFailure(): boolean {
    return this.failureType !== undefined
  }

  get success(): Moves {
    this.#success ??= new Moves(this.#plan.metrics, 'success', (key) => this.value(key))
    return this.#success
  }

  get abort(): Moves {
    this.#abort ??= new Moves(this.#plan.metrics, 'abort', (key) => this.value(key))
    return this.#abort
  }

  failure(errorType: string): Moves {
    const known = this.#failures?.get(errorType)
    if (known !== undefined) return known
    const moves = new Moves(this.#plan.metrics, 'failure', (key) => this.#label(key, errorType))
    this.#failures ??= new Map()
    if (this.#failures.size < MOST_ERROR_TYPES) this.#failures.set(errorType, moves)
    return moves
  }

  /** What the semantic conventions measure; an error type where it has failed. */
  conventions(errorType: string | undefined): Moves {
    const key = errorType ?? ''
    const known = this.#conventions?.get(key)
    if (known !== undefined) return known
    const ending = errorType === undefined ? 'success' : 'failure'
    const moves = new Moves(this.#plan.conventions, ending, (label) => this.#label(label, errorType))
    this.#conventions ??= new Map()
    if (this.#conventions.size < MOST_ERROR_TYPES) this.#conventions.set(key, moves)
    return moves
  }

  #label(key: string, errorType: string | undefined): LabelValue | undefined {
    return this.value(key) ?? (key === ERROR_LABEL ? errorType : undefined)
  }

  /** The series of operations that are running now. */
  get active(): BoundCounter | undefined {
    const declared = this.#plan.active
    if (declared === undefined) return undefined
    if (this.#active === undefined) {
      try {
        this.#active = declared.metric.bind(pick(declared.labels, (key) => this.value(key)))
      } catch (error) {
        swallow('operation metric', error)
      }
    }
    return this.#active
  }

  value(key: string): LabelValue | undefined {
    const index = this.#plan.keys.indexOf(key)
    return index < 0 ? undefined : this.values[index]
  }
}

/** A label value as the text that leaves the process. */
export function labelText(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined
}
