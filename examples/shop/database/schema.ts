import { seedProducts } from '../catalog-data.ts'
import type { SqlSource } from './sql-source.ts'

/** A schema of its own, so that a server which `DATABASE_URL` names keeps everything else untouched. */
const TABLES = [
  'CREATE SCHEMA IF NOT EXISTS spanmeter_shop',
  `CREATE TABLE IF NOT EXISTS spanmeter_shop.products (
     id integer PRIMARY KEY, name text NOT NULL, price_cents integer NOT NULL)`,
  `CREATE TABLE IF NOT EXISTS spanmeter_shop.orders (
     id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, key text UNIQUE NOT NULL, tenant_id text NOT NULL,
     email text NOT NULL, product_id integer NOT NULL, quantity integer NOT NULL, total_cents integer NOT NULL,
     status text NOT NULL DEFAULT 'placed', created_at timestamptz NOT NULL DEFAULT now())`,
  `CREATE TABLE IF NOT EXISTS spanmeter_shop.audit (
     id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, order_id bigint NOT NULL, note text NOT NULL)`,
]

/** Makes the tables and the products, where they are not there yet. */
export async function prepareSchema(source: SqlSource): Promise<void> {
  for (const statement of TABLES) await source.query(statement, [])
  const products = seedProducts()
  await source.query(
    `INSERT INTO spanmeter_shop.products (id, name, price_cents)
     SELECT * FROM unnest($1::int[], $2::text[], $3::int[]) ON CONFLICT (id) DO NOTHING`,
    [
      products.map(({ id }) => id),
      products.map(({ name }) => name),
      products.map((product) => product.priceCents),
    ],
  )
}
