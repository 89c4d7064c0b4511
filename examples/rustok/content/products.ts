import type { PGlite } from '@electric-sql/pglite'
import { LRUCache } from 'lru-cache'
import { meterLruCache } from 'spanmeter/integrations/lru-cache'
import { meterPool } from 'spanmeter/integrations/pg'
import type { RustokTelemetry } from '../telemetry.ts'

/** Content of a tenant. */
export interface Product {
  readonly id: string
  readonly name: string
}

/** Products in the database, the popular ones in a cache before it. */
export class Products {
  readonly #database
  readonly #meter
  readonly #cache

  private constructor(telemetry: RustokTelemetry, database: PGlite) {
    const meter = telemetry.database
    this.#database = meterPool(database, { meter, connections: () => ({ active: 0, idle: 1 }) })
    this.#meter = telemetry.cache({ cache: 'products' })
    // Smaller than what visitors look at, so that products push each other out.
    this.#cache = meterLruCache({
      meter: this.#meter,
      create: (dispose) => new LRUCache<string, Product>({ max: 20, ttl: 30_000, dispose }),
    })
  }

  static async open(telemetry: RustokTelemetry, database: PGlite): Promise<Products> {
    await database.exec('CREATE TABLE products (id text PRIMARY KEY, name text NOT NULL)')
    return new Products(telemetry, database)
  }

  /** @throws when there is one of this id */
  async create({ id, name }: Product): Promise<void> {
    await this.#database.query('INSERT INTO products (id, name) VALUES ($1, $2)', [id, name])
  }

  find(id: string): Promise<Product | undefined> {
    return this.#meter.getOrLoad({ key: id, cache: this.#cache.lru, load: () => this.#query(id) })
  }

  close(): void {
    this.#cache[Symbol.dispose]()
  }

  async #query(id: string): Promise<Product | undefined> {
    const { rows } = await this.#database.query<{ id: string; name: string }>(
      'SELECT id, name FROM products WHERE id = $1',
      [id],
    )
    return rows[0]
  }
}
