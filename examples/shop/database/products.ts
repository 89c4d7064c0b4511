import { LRUCache } from 'lru-cache'
import { meterLruCache } from 'spanmeter/integrations/lru-cache'
import type { Product } from '../catalog-data.ts'
import type { FaultSwitches } from '../faults/faults.ts'
import type { ShopTelemetry } from '../telemetry.ts'
import type { Sql } from './sql.ts'

const PAGE_SIZE = 20
const COLD_EVERY_MS = 200

/** The products, in the database, with the popular ones in a cache before it. */
export class Products {
  readonly #sql: Sql
  readonly #cache
  readonly #meter
  readonly #coldTimer: NodeJS.Timeout

  constructor(options: { sql: Sql; telemetry: ShopTelemetry; faults: FaultSwitches }) {
    this.#sql = options.sql
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

  /** One product through the cache; `undefined` when there is none of this number. */
  find(id: number): Promise<Product | undefined> {
    return this.#meter.getOrLoad({
      key: String(id),
      cache: this.#cache.lru,
      load: async () => {
        const [row] = await this.#sql(
          'SELECT id, name, price_cents FROM spanmeter_shop.products WHERE id = $1',
          [id],
        )
        return row === undefined ? undefined : productOf(row)
      },
    })
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
    this.#cache.delete(String(id))
    return rows.length > 0
  }

  close(): void {
    clearInterval(this.#coldTimer)
    this.#cache[Symbol.dispose]()
  }
}

function productOf(row: Readonly<Record<string, unknown>>): Product {
  return { id: Number(row.id), name: String(row.name), priceCents: Number(row.price_cents) }
}
