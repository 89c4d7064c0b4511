import { setTimeout as sleep } from 'node:timers/promises'
import type { Product } from '../../catalog-data.ts'
import type { EventHandler } from '../shop-event.ts'

interface Entry {
  readonly words: readonly string[]
  readonly product: Product
  stock: number | undefined
}

/** Finds products by a word of their name. Kept up to date by events, so it is right a moment after the database. */
export class SearchIndex implements EventHandler {
  readonly name = 'search_index'
  readonly handles = ['ProductRepriced', 'StockCounted'] as const
  readonly #entries = new Map<number, Entry>()

  constructor(products: readonly Product[]) {
    for (const product of products) {
      this.#entries.set(product.id, { words: product.name.split(' '), product, stock: undefined })
    }
  }

  find(word: string, limit: number): Product[] {
    const found: Product[] = []
    for (const entry of this.#entries.values()) {
      if (entry.words.includes(word)) found.push(entry.product)
      if (found.length === limit) break
    }
    return found
  }

  async handle(event: Parameters<EventHandler['handle']>[0]): Promise<void> {
    if (event.type !== 'ProductRepriced' && event.type !== 'StockCounted') return
    await sleep(2 + 3 * Math.random())
    const entry = this.#entries.get(event.productId)
    if (entry === undefined) return
    if (event.type === 'StockCounted') entry.stock = event.stock
    else {
      const product = { ...entry.product, priceCents: event.priceCents }
      this.#entries.set(event.productId, { ...entry, product })
    }
  }
}
