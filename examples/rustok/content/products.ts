import { LRUCache } from 'lru-cache'
import { meterLruCache } from 'spanmeter/integrations/lru-cache'
import type { RustokTelemetry } from '../telemetry.ts'
import type { Database } from './database.ts'

/** Content of a tenant. */
export interface Product {
  readonly id: string
  readonly name: string
}

/** There is a product of this id already. */
export class ProductExists extends Error {
  override readonly name = 'ProductExists'
}

const UNIQUE_VIOLATION = '23505'

/** Products in the database, the popular ones in a cache before it. */
export class Products {
  readonly #database
  readonly #meter
  readonly #cache

  constructor(telemetry: RustokTelemetry, database: Database) {
    this.#database = database
    this.#meter = telemetry.cache({ cache: 'products' })
    // Smaller than what visitors look at, so that products push each other out.
    this.#cache = meterLruCache({
      meter: this.#meter,
      create: (dispose) => new LRUCache<string, Product>({ max: 20, ttl: 30_000, dispose }),
    })
  }

  /** @throws {@link ProductExists} */
  async create({ id, name }: Product): Promise<void> {
    try {
      await this.#database.query('INSERT INTO rustok.products (id, name) VALUES ($1, $2)', [id, name])
    } catch (error) {
      const isTaken = error instanceof Error && 'code' in error && error.code === UNIQUE_VIOLATION
      throw isTaken ? new ProductExists(`There is a product ${id} already.`, { cause: error }) : error
    }
  }

  /** Creates those that are not there yet, all at once. @returns them */
  async import(products: readonly Product[]): Promise<Product[]> {
    const { rows } = await this.#database.query(
      `INSERT INTO rustok.products SELECT * FROM unnest($1::text[], $2::text[])
       ON CONFLICT DO NOTHING RETURNING id, name`,
      [products.map(({ id }) => id), products.map(({ name }) => name)],
    )
    return rows as Product[] // What the statement returns.
  }

  find(id: string): Promise<Product | undefined> {
    return this.#meter.getOrLoad({ key: id, cache: this.#cache.lru, load: () => this.#query(id) })
  }

  /** @returns the product under its new name; `undefined` where there is none */
  async rename(id: string, name: string): Promise<Product | undefined> {
    const { rows } = await this.#database.query(
      'UPDATE rustok.products SET name = $2 WHERE id = $1 RETURNING id, name',
      [id, name],
    )
    // Whoever asks next reads it anew; one who is reading at this moment may keep the old name until its time is over.
    this.#meter.evict({ key: id, cache: this.#cache.lru, reason: 'invalidated' })
    return rows[0] as Product | undefined // What the statement returns.
  }

  close(): void {
    this.#cache[Symbol.dispose]()
  }

  async #query(id: string): Promise<Product | undefined> {
    const { rows } = await this.#database.query('SELECT id, name FROM rustok.products WHERE id = $1', [id])
    return rows[0] as Product | undefined // What the statement selects.
  }
}
