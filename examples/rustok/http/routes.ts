import type { Product, Products } from '../content/products.ts'
import type { EventBus } from '../events/event-bus.ts'
import type { Redis } from '../redis/redis.ts'
import type { Route } from './server.ts'

const TENANT = 'acme'

/** What visitors and editors of RusToK ask for. */
export function routesOf(parts: { products: Products; bus: EventBus; redis: Redis }): readonly Route[] {
  const { products, bus, redis } = parts
  return [
    {
      method: 'POST',
      path: '/graphql',
      matches: /^\/graphql$/,
      async answer({ body }) {
        const product = productOf(body)
        if (product === undefined)
          return { status: 400, body: { error: 'Send { variables: { id, name } }.' } }
        await products.create(product)
        bus.publish({ type: 'ProductCreated', tenantId: TENANT, product: product.id })
        return { status: 200, body: { data: { createProduct: product } } }
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
        bus.publish({ type: 'ProductViewed', tenantId: TENANT, product: parameter })
        return { status: 200, body: product }
      },
    },
  ]
}

function productOf(body: string): Product | undefined {
  try {
    const { variables } = JSON.parse(body)
    const { id, name } = variables
    return typeof id === 'string' && typeof name === 'string' ? { id, name } : undefined
  } catch {
    return undefined
  }
}
