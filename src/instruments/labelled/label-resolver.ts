import { dropAttribute, swallow } from '../../guard/index.ts'
import type { LabelDeclaration, LabelValue } from './types.ts'

/** What a value is recorded as that is outside a closed set, or past the limit of an open one. */
export const OTHER = '_OTHER'

/** Turns what an application hands over for one label into what leaves the process. */
export class LabelResolver {
  readonly key: string
  readonly attribute: string | false
  /** Whether equal input means equal output of the same text, so that many inputs cannot share one series. */
  readonly isDirect: boolean
  readonly #metric: string
  readonly #values: ReadonlySet<string> | undefined
  readonly #normalise: ((value: LabelValue) => LabelValue) | undefined

  constructor(declaration: LabelDeclaration, metric: string) {
    this.key = declaration.key
    this.attribute = declaration.attribute
    this.isDirect = declaration.normalise === undefined
    this.#metric = metric
    this.#values = declaration.values === undefined ? undefined : new Set(declaration.values)
    this.#normalise = declaration.normalise
  }

  /** The exported value; `undefined` when the label is absent, empty (Prometheus knows no difference) or unusable. */
  resolve(given: unknown): string | undefined {
    if (given === undefined || given === null) return undefined
    if (typeof given !== 'string' && typeof given !== 'number' && typeof given !== 'boolean') {
      dropAttribute('invalid_value', this.#metric, this.key)
      return undefined
    }
    let value: unknown = given
    if (this.#normalise !== undefined) {
      try {
        value = this.#normalise(given)
      } catch (error) {
        swallow('label normaliser', error)
        return OTHER
      }
      if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return OTHER
    }
    const text = String(value)
    if (text === '') return undefined
    return this.#values === undefined || this.#values.has(text) ? text : OTHER
  }
}

/** Reads one label of the caller's object; a getter that throws costs this label only. */
export function readLabel(labels: unknown, key: string, owner: string): unknown {
  try {
    // Whatever was handed over is looked at as an object; reading a property of null or undefined throws.
    const value = (labels as Record<string, unknown>)[key]
    return value === (Object.prototype as unknown as Record<string, unknown>)[key] ? undefined : value
  } catch (error) {
    if (labels !== undefined && labels !== null) {
      dropAttribute('unreadable', owner, key)
      swallow('label', error)
    }
    return undefined
  }
}

/** Counts every label that nobody declared. */
export function dropUnknown(labels: unknown, known: ReadonlySet<string>, owner: string): void {
  if (typeof labels !== 'object' || labels === null) return
  try {
    for (const key in labels) if (!known.has(key)) dropAttribute('unknown_label', owner, key)
  } catch (error) {
    swallow('label', error)
  }
}
