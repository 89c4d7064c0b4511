// Compiled, not run: every entry point as a user's compiler sees it, with the types of libraries checked as well.
import { cache, database, defineSystem, type System } from 'spanmeter'
import { createMetricsHandler } from 'spanmeter/exposition'
import { BoundMeterProvider } from 'spanmeter/instruments'
import { OtlpMetricExporter } from 'spanmeter/otlp'
import { type Observability, startObservability } from 'spanmeter/setup'

export const shop = defineSystem({ namespace: 'shop', domains: { cache, database } })
export const observability: Promise<Observability> = startObservability({ serviceName: 'shop' })
export const products = shop.cache({ cache: 'products' })
export const rows: Promise<number[]> = shop.database.query(
  { query_type: 'select', table: 'products' },
  { sql: 'SELECT 1' },
  async () => [1],
)
export const parts = [BoundMeterProvider, OtlpMetricExporter, createMetricsHandler]
export type Shop = System<{ cache: typeof cache }>

// @ts-expect-error: the catalog declares no label of this name
shop.database.query({ query_type: 'select', tabel: 'products' }, { sql: 'SELECT 1' }, async () => [1])
