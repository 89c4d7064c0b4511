/** First in, first out, with a capacity: what does not fit is refused, never grown for. */
export class BoundedQueue<Item> {
  readonly capacity: number
  readonly #ring: (Item | undefined)[] = []
  #head = 0
  #size = 0

  constructor(capacity: number) {
    this.capacity = capacity
  }

  get size(): number {
    return this.#size
  }

  /** @returns whether there was room */
  push(item: Item): boolean {
    if (this.#size === this.capacity) return false
    this.#ring[(this.#head + this.#size) % this.capacity] = item
    this.#size++
    return true
  }

  /** Takes the oldest item out, `undefined` when there is none. */
  shift(): Item | undefined {
    if (this.#size === 0) return undefined
    const item = this.#ring[this.#head]
    this.#ring[this.#head] = undefined
    this.#head = (this.#head + 1) % this.capacity
    this.#size--
    return item
  }
}
