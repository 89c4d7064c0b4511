import { type Product, ProductExists, type Products } from '../content/products.ts'
import type { EventBus } from '../events/event-bus.ts'
import type { Redis } from '../redis/redis.ts'
import type { Route } from './server.ts'

const TENANT = 'acme'
const ASK_FOR_PRODUCTS = 'Send { variables: { id, name } }, or { variables: { products: [{ id, name }] } }.'

/** What visitors and editors of RusToK ask for. */
export function routesOf(parts: { products: Products; bus: EventBus; redis: Redis }): readonly Route[] {
  const { products, bus, redis } = parts
  const created = (product: Product) => bus.publish({ type: 'ProductCreated', tenantId: TENANT, product })
  return [
    {
      method: 'POST',
      path: '/graphql',
      matches: /^\/graphql$/,
      async answer({ body }) {
        const asked = variablesOf(body)
        const product = productOf(asked)
        if (product !== undefined) {
          try {
            await products.create(product)
          } catch (error) {
            if (error instanceof ProductExists) return { status: 409, body: { error: error.message } }
            throw error
          }
          created(product)
          return { status: 200, body: { data: { createProduct: product } } }
        }
        const several = severalOf(asked)
        if (several === undefined) return { status: 400, body: { error: ASK_FOR_PRODUCTS } }
        const imported = await products.import(several)
        imported.forEach(created)
        return { status: 200, body: { data: { importProducts: imported.length } } }
      },
    },
    {
      method: 'GET',
      path: '/products/:id',
      matches: /^\/products\/([\w-]+)$/,
      async answer({ parameter }) {
        // Settings of the tenant would be there; without Redis the page has its defaults.
        await redis.ping().catch(() => {})
        const product = await products.find(parameter)
        if (product === undefined)
          return { status: 404, body: { error: `There is no product ${parameter}.` } }
        bus.publish({ type: 'ProductViewed', tenantId: TENANT, product })
        return { status: 200, body: product }
      },
    },
  ]
}

function variablesOf(body: string): unknown {
  try {
    return (JSON.parse(body) as { variables?: unknown } | null)?.variables // Looked at by whoever asks for it.
  } catch {
    return undefined
  }
}

function productOf(value: unknown): Product | undefined {
  if (typeof value !== 'object' || value === null || !('id' in value && 'name' in value)) return undefined
  const { id, name } = value
  return typeof id === 'string' && typeof name === 'string' ? { id, name } : undefined
}

function severalOf(value: unknown): Product[] | undefined {
  if (typeof value !== 'object' || value === null || !('products' in value)) return undefined
  if (!Array.isArray(value.products)) return undefined
  const several = value.products.map(productOf)
  return several.every((product) => product !== undefined) ? several : undefined
}
