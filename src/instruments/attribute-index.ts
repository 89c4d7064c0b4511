import type { ArrayText, CleanAttributes, Primitive } from './clean-attributes.ts'

/** Stands for arrays of one content; being an object, it equals no primitive value. */
interface ArrayToken {
  readonly text: string
  uses: number
}

type Key = Primitive | ArrayToken
/** One level per key of the set, the entries at the last. */
type Level<Entry> = Map<Key, Level<Entry> | Entry>

/** All entries with the same keys, found by value in the keys' alphabetical order. */
interface KeySet<Entry> {
  readonly keys: readonly string[]
  readonly root: Level<Entry>
}

/** One step along the keys in the order in which a caller wrote them. */
interface Order<Entry> {
  /** The key that came next when this step was first taken, and where it leads: no map for the usual case. */
  key: string | undefined
  next: Order<Entry> | undefined
  others: Map<string, Order<Entry>> | undefined
  /** Set where a known key set ends: the set, and for each of its keys the position at which the caller wrote it. */
  set: KeySet<Entry> | undefined
  positions: readonly number[]
}

/** How many orders of keys are remembered; others are found as well, through a sorted copy. */
const MAX_ORDERS = 256

/** Orders of more keys than this are not remembered: they would take long to compare, and much room. */
const MAX_KEYS = 64

const scratch: unknown[] = []
let busy = false
const hasOwn = Object.prototype.hasOwnProperty

/**
 * Finds entries by attributes without building a string or a copy: along the keys as written, then along the values.
 * `1` and `'1'` differ, arrays count by content, -0 is 0, and the order of keys does not matter.
 *
 * Looking for what is not there creates nothing.
 */
export class AttributeIndex<Entry extends object> {
  #orders: Order<Entry> = newOrder()
  #orderCount = 0
  /** By the JSON of their keys: built where an entry is new or its order of keys unknown, never in `find`. */
  readonly #sets = new Map<string, KeySet<Entry>>()
  readonly #arrays = new Map<string, ArrayToken>()
  #bare: Entry | undefined

  /**
   * The entry of the caller's own object, if the index knows it by that order of keys; nothing of the object is kept.
   * `undefined` also for what is unusual: array values, an order not seen yet, anything that throws.
   */
  find(attributes: object): Entry | undefined {
    // A getter of the attributes may record itself; the scratch space holds one look-up at a time.
    if (busy) return undefined
    busy = true
    try {
      let order = this.#orders
      let count = 0
      for (const key in attributes) {
        if (!hasOwn.call(attributes, key)) continue
        // Any object can be asked for a key; only known values lead on.
        const value = (attributes as Record<string, unknown>)[key]
        if (value === undefined) continue
        const next = order.key === key ? order.next : order.others?.get(key)
        if (next === undefined) return undefined
        order = next
        scratch[count++] = value
      }
      if (count === 0) return this.#bare
      const { set, positions } = order
      if (set === undefined) return undefined
      let level: Level<Entry> | Entry | undefined = set.root
      for (let i = 0; i < count; i++) {
        // Above the last level there are only levels, below it only entries; whatever is looked up may be no key.
        level = (level as Level<Entry>).get(scratch[positions[i] as number] as Key)
        if (level === undefined) {
          // An unknown value may be the caller's array.
          scratch.fill(undefined)
          return undefined
        }
      }
      return level as Entry
    } catch {
      return undefined
    } finally {
      busy = false
    }
  }

  /** The entry of attributes that were copied and sorted. */
  locate(clean: CleanAttributes): Entry | undefined {
    if (clean.keys.length === 0) return this.#bare
    let level: Level<Entry> | Entry | undefined = this.#setOf(clean.keys)?.root
    for (const value of clean.values) {
      if (level === undefined) return undefined
      const key = typeof value === 'object' ? this.#arrays.get(value.text) : value
      if (key === undefined) return undefined
      level = (level as Level<Entry>).get(key)
    }
    return level as Entry | undefined
  }

  /** Adds an entry that is not there yet. */
  insert(clean: CleanAttributes, entry: Entry): void {
    if (clean.keys.length === 0) {
      this.#bare = entry
      return
    }
    let set = this.#setOf(clean.keys)
    if (set === undefined) {
      set = { keys: clean.keys, root: new Map() }
      this.#sets.set(JSON.stringify(clean.keys), set)
    }
    let level = set.root
    clean.values.forEach((value, depth) => {
      const key = this.#keyOf(value)
      if (depth === clean.values.length - 1) {
        level.set(key, entry)
        return
      }
      let below = level.get(key) as Level<Entry> | undefined
      if (below === undefined) {
        below = new Map()
        level.set(key, below)
      }
      level = below
    })
  }

  /** Remembers the order in which these attributes were written, so that `find` knows it the next time. */
  remember(attributes: object, clean: CleanAttributes): void {
    const set = this.#setOf(clean.keys)
    if (set === undefined || this.#orderCount >= MAX_ORDERS || clean.keys.length > MAX_KEYS) return
    let written: string[]
    try {
      written = Object.keys(attributes).filter((key) => clean.keys.includes(key))
    } catch {
      return
    }
    if (written.length !== clean.keys.length) return
    let order = this.#orders
    for (const key of written) order = step(order, key)
    if (order.set !== undefined) return
    order.set = set
    order.positions = set.keys.map((key) => written.indexOf(key))
    this.#orderCount++
  }

  /** Takes an entry out, and every level that held nothing else. */
  remove(clean: CleanAttributes): void {
    if (clean.keys.length === 0) {
      this.#bare = undefined
      return
    }
    const set = this.#setOf(clean.keys)
    if (set === undefined || this.locate(clean) === undefined) return
    this.#prune(set.root, clean.values, 0)
    if (set.root.size > 0) return
    this.#sets.delete(JSON.stringify(clean.keys))
    // The orders that led to the set are learnt again by those who still use the others.
    this.#orders = newOrder()
    this.#orderCount = 0
  }

  #prune(level: Level<Entry>, values: CleanAttributes['values'], depth: number): void {
    const value = values[depth]
    if (value === undefined) return
    const key = typeof value === 'object' ? this.#arrays.get(value.text) : value
    if (key === undefined) return
    if (depth < values.length - 1) {
      const below = level.get(key) as Level<Entry> | undefined
      if (below === undefined) return
      this.#prune(below, values, depth + 1)
      if (below.size > 0) {
        this.#unuse(key)
        return
      }
    }
    level.delete(key)
    this.#unuse(key)
  }

  #unuse(key: Key): void {
    if (typeof key === 'object' && --key.uses === 0) this.#arrays.delete(key.text)
  }

  #keyOf(value: Primitive | ArrayText): Key {
    if (typeof value !== 'object') return value
    let token = this.#arrays.get(value.text)
    if (token === undefined) {
      token = { text: value.text, uses: 0 }
      this.#arrays.set(value.text, token)
    }
    token.uses++
    return token
  }

  #setOf(keys: readonly string[]): KeySet<Entry> | undefined {
    return this.#sets.get(JSON.stringify(keys))
  }
}

function newOrder<Entry>(): Order<Entry> {
  return { key: undefined, next: undefined, others: undefined, set: undefined, positions: [] }
}

function step<Entry>(order: Order<Entry>, key: string): Order<Entry> {
  const known = order.key === key ? order.next : order.others?.get(key)
  if (known !== undefined) return known
  const next: Order<Entry> = newOrder()
  if (order.key === undefined) {
    order.key = key
    order.next = next
  } else {
    order.others ??= new Map()
    order.others.set(key, next)
  }
  return next
}
