import type { LabelValue } from './types.ts'

/** What a label is looked up by; `undefined` stands for an absent label. */
export type TrieKey = LabelValue | undefined

/** Labels as they come from the application, before anybody has checked them. */
export type LabelInput = Readonly<Record<string, TrieKey>>

type Branch<Leaf> = Map<TrieKey, Branch<Leaf> | Leaf>

interface TrieOptions {
  /** The label names, in the order in which they are looked up. */
  readonly keys: readonly string[]
  /** Names that labels may have besides, and that choose nothing. */
  readonly ignored?: readonly string[]
  /** How many leaves are kept at most. */
  readonly capacity: number
}

/**
 * Finds a leaf by the values of known label names, in declared order, without building a key.
 *
 * It is a cache of bounded size: past its capacity `set` keeps nothing, so values that an attacker chooses cost time
 * and never memory. `find` throws what a getter of the caller's object throws.
 */
export class ValueTrie<Leaf extends object> {
  readonly keys: readonly string[]
  readonly #ignored: readonly string[]
  readonly #capacity: number
  readonly #root: Branch<Leaf> = new Map()
  readonly #key0: string
  readonly #key1: string
  readonly #key2: string
  #size = 0

  constructor(options: TrieOptions) {
    this.keys = options.keys
    this.#ignored = options.ignored ?? []
    this.#capacity = options.capacity
    this.#key0 = options.keys[0] ?? ''
    this.#key1 = options.keys[1] ?? ''
    this.#key2 = options.keys[2] ?? ''
  }

  /** How many leaves are kept. */
  get size(): number {
    return this.#size
  }

  /** The leaf of these labels; `undefined` where none is kept, or where there are labels that nobody declared. */
  find(labels: LabelInput): Leaf | undefined {
    let excess = 0
    for (const _ in labels) excess++
    let leaf: Branch<Leaf> | Leaf | undefined = this.#root
    // Depth alone decides what a branch has (branches, and leaves at the last key): hence the casts here and below.
    switch (this.keys.length) {
      case 1: {
        const value0 = labels[this.#key0]
        if (value0 !== undefined) excess--
        leaf = (leaf as Branch<Leaf>).get(value0)
        break
      }
      case 2: {
        const value0 = labels[this.#key0]
        const value1 = labels[this.#key1]
        if (value0 !== undefined) excess--
        if (value1 !== undefined) excess--
        const branch = (leaf as Branch<Leaf>).get(value0) as Branch<Leaf> | undefined
        leaf = branch === undefined ? undefined : branch.get(value1)
        break
      }
      case 3: {
        const value0 = labels[this.#key0]
        const value1 = labels[this.#key1]
        const value2 = labels[this.#key2]
        if (value0 !== undefined) excess--
        if (value1 !== undefined) excess--
        if (value2 !== undefined) excess--
        let branch = (leaf as Branch<Leaf>).get(value0) as Branch<Leaf> | undefined
        branch = branch === undefined ? undefined : (branch.get(value1) as Branch<Leaf> | undefined)
        leaf = branch === undefined ? undefined : branch.get(value2)
        break
      }
      case 0:
        leaf = (leaf as Branch<Leaf>).get(undefined)
        break
      default:
        for (const key of this.keys) {
          const value = labels[key]
          if (value !== undefined) excess--
          leaf = (leaf as Branch<Leaf>).get(value)
          if (leaf === undefined) return undefined
        }
    }
    if (excess !== 0 && !this.#isIgnored(labels, excess)) return undefined
    return leaf as Leaf | undefined
  }

  #isIgnored(labels: LabelInput, excess: number): boolean {
    let left = excess
    for (const key of this.#ignored) if (labels[key] !== undefined) left--
    return left === 0
  }

  /** Every leaf that is kept. */
  leaves(): Leaf[] {
    let level: (Branch<Leaf> | Leaf)[] = [this.#root]
    for (let depth = 0; depth < Math.max(this.keys.length, 1); depth++) {
      level = level.flatMap((branch) => [...(branch as Branch<Leaf>).values()])
    }
    return level as Leaf[]
  }

  /** The leaf of these values, which stand in the order of `keys`. */
  at(values: readonly TrieKey[]): Leaf | undefined {
    let node: Branch<Leaf> | Leaf | undefined = this.#root
    const last = Math.max(this.keys.length - 1, 0)
    for (let index = 0; index <= last; index++) {
      node = (node as Branch<Leaf>).get(values[index])
      if (node === undefined) return undefined
    }
    return node as Leaf
  }

  /**
   * Keeps `leaf` for these values, in place of an earlier one.
   * @returns whether there was room for it
   */
  set(values: readonly TrieKey[], leaf: Leaf): boolean {
    const isNew = this.at(values) === undefined
    if (isNew && this.#size >= this.#capacity) return false
    let branch = this.#root
    const last = Math.max(this.keys.length - 1, 0)
    for (let index = 0; index < last; index++) {
      let next = branch.get(values[index]) as Branch<Leaf> | undefined
      if (next === undefined) {
        next = new Map()
        branch.set(values[index], next)
      }
      branch = next
    }
    branch.set(values[last], leaf)
    if (isNew) this.#size++
    return true
  }

  /** Lets go of the leaf of these values, and of the branches that led to it alone. */
  delete(values: readonly TrieKey[]): boolean {
    if (this.at(values) === undefined) return false
    const path = [this.#root]
    const last = Math.max(this.keys.length - 1, 0)
    for (let index = 0; index < last; index++) {
      path.push(path[index]?.get(values[index]) as Branch<Leaf>)
    }
    for (let index = last; index >= 0; index--) {
      path[index]?.delete(values[index])
      if ((path[index]?.size ?? 0) > 0) break
    }
    this.#size--
    return true
  }
}
