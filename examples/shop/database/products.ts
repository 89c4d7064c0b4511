import { LRUCache } from 'lru-cache'
import { meterLruCache } from 'spanmeter/integrations/lru-cache'
import type { SharedProducts } from '../cache/shared-products.ts'
import type { Product } from '../catalog-data.ts'
import type { FaultSwitches } from '../faults/faults.ts'
import type { ShopTelemetry } from '../telemetry.ts'
import type { Sql } from './sql.ts'

const PAGE_SIZE = 20
const COLD_EVERY_MS = 200

/** The products, in the database, with the popular ones in a cache before it, and a shared cache between, if there is one. */
export class Products {
  readonly #sql: Sql
  readonly #shared: SharedProducts | undefined
  readonly #cache
  readonly #meter
  readonly #coldTimer: NodeJS.Timeout

  constructor(options: {
    sql: Sql
    shared: SharedProducts | undefined
    telemetry: ShopTelemetry
    faults: FaultSwitches
  }) {
    this.#sql = options.sql
    this.#shared = options.shared
    this.#meter = options.telemetry.cache({ cache: 'products' })
    // Smaller than the catalog, so that the less popular products push each other out.
    this.#cache = meterLruCache({
      meter: this.#meter,
      create: (dispose) => new LRUCache<string, Product>({ max: 60, ttl: 30_000, dispose }),
    })
    this.#coldTimer = setInterval(() => {
      if (options.faults.isOn('cold-cache')) this.#cache.clear()
    }, COLD_EVERY_MS)
  }

  /** One product through the caches; `undefined` when there is none of this number. */
  find(id: number): Promise<Product | undefined> {
    const shared = this.#shared
    const query = () => this.#query(id)
    const load = shared === undefined ? query : () => shared.find(id, query)
    return this.#meter.getOrLoad({ key: String(id), cache: this.#cache.lru, load })
  }

  async page(page: number): Promise<Product[]> {
    const rows = await this.#sql(
      'SELECT id, name, price_cents FROM spanmeter_shop.products ORDER BY id LIMIT $1 OFFSET $2',
      [PAGE_SIZE, (page - 1) * PAGE_SIZE],
    )
    return rows.map(productOf)
  }

  /** @returns whether there is such a product */
  async reprice(id: number, priceCents: number): Promise<boolean> {
    const rows = await this.#sql(
      'UPDATE spanmeter_shop.products SET price_cents = $2 WHERE id = $1 RETURNING id',
      [id, priceCents],
    )
    // The shared one first, so that the other is not filled with what it still held.
    await this.#shared?.forget(id)
    this.#cache.delete(String(id))
    return rows.length > 0
  }

  close(): void {
    clearInterval(this.#coldTimer)
    this.#cache[Symbol.dispose]()
  }

  async #query(id: number): Promise<Product | undefined> {
    const [row] = await this.#sql('SELECT id, name, price_cents FROM spanmeter_shop.products WHERE id = $1', [
      id,
    ])
    return row === undefined ? undefined : productOf(row)
  }
}

function productOf(row: Readonly<Record<string, unknown>>): Product {
  return { id: Number(row.id), name: String(row.name), priceCents: Number(row.price_cents) }
}
