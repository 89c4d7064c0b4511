import { randomUUID } from 'node:crypto'
import { PRODUCT_COUNT, TENANTS, WORDS } from '../catalog-data.ts'

const REMEMBERED = 200

/** Makes up what shoppers ask for, and remembers the last few orders, so that some can be tracked, paid or sent again. */
export class Shopper {
  readonly #orders: number[] = []
  readonly #keys: string[] = []

  /** A product; few are viewed often, many hardly ever (Zipf with exponent 1). */
  product(): number {
    return Math.min(PRODUCT_COUNT, Math.ceil(PRODUCT_COUNT ** Math.random()))
  }

  page(): number {
    return 1 + Math.floor(10 * Math.random() ** 2)
  }

  word(): string {
    return pick(WORDS)
  }

  quantity(): number {
    return 1 + Math.floor(4 * Math.random() ** 2)
  }

  price(): number {
    return 499 + Math.floor(20_000 * Math.random())
  }

  tenant(): string {
    return TENANTS[Math.floor(TENANTS.length * Math.random() ** 2)] ?? TENANTS[0]
  }

  email(): string {
    return `shopper-${Math.floor(1_000 * Math.random())}@mail.example`
  }

  newKey(): string {
    const key = randomUUID()
    remember(this.#keys, key)
    return key
  }

  /** A key that was sent before; a new one as long as there is none. */
  usedKey(): string {
    return this.#keys.length === 0 ? this.newKey() : pick(this.#keys)
  }

  /** An order that the shop confirmed; before the first, one that does not exist. */
  knownOrder(): number {
    return this.#orders.length === 0 ? 0 : pick(this.#orders)
  }

  confirmed(orderId: number): void {
    remember(this.#orders, orderId)
  }
}

function pick<Item>(items: readonly Item[]): Item {
  const item = items[Math.floor(items.length * Math.random())]
  if (item === undefined) throw new Error('Nothing can be picked from an empty list.')
  return item
}

function remember<Item>(items: Item[], item: Item): void {
  items.push(item)
  if (items.length > REMEMBERED) items.shift()
}
