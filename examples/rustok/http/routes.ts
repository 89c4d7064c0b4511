import { type Product, ProductExists, type Products } from '../content/products.ts'
import type { EventBus } from '../events/event-bus.ts'
import type { Redis } from '../redis/redis.ts'
import type { Answer, Route } from './server.ts'

const TENANT = 'acme'
const ASK_FOR_PRODUCTS =
  'Send { variables: { id, name } }, or { variables: { products: [{ id, name }] } }. ' +
  'An id has up to 64 letters, digits, _ and -, a name up to 200 characters.'
const ASK_FOR_A_NAME = 'Send { name }, with up to 200 characters.'
const PRODUCT = /^\/products\/([\w-]+)$/
/** What a page can be asked for by. */
const ID = /^[\w-]{1,64}$/
const LONGEST_NAME = 200

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
        const asked = variablesOf(jsonOf(body))
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
      matches: PRODUCT,
      async answer({ parameter }) {
        // Settings of the tenant would be there; without Redis the page has its defaults.
        await redis.ping().catch(() => {})
        const product = await products.find(parameter)
        if (product === undefined) return gone(parameter)
        bus.publish({ type: 'ProductViewed', tenantId: TENANT, product })
        return { status: 200, body: product }
      },
    },
    {
      method: 'PUT',
      path: '/products/:id',
      matches: PRODUCT,
      async answer({ parameter, body }) {
        const name = nameOf(jsonOf(body))
        if (name === undefined) return { status: 400, body: { error: ASK_FOR_A_NAME } }
        const product = await products.rename(parameter, name)
        if (product === undefined) return gone(parameter)
        bus.publish({ type: 'ProductRenamed', tenantId: TENANT, product })
        return { status: 200, body: product }
      },
    },
  ]
}

function gone(id: string): Answer {
  return { status: 404, body: { error: `There is no product ${id}.` } }
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

function variablesOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'variables' in value ? value.variables : undefined
}

function productOf(value: unknown): Product | undefined {
  if (typeof value !== 'object' || value === null || !('id' in value)) return undefined
  const { id } = value
  const name = nameOf(value)
  return typeof id === 'string' && ID.test(id) && name !== undefined ? { id, name } : undefined
}

/** PostgreSQL has no text with a NUL in it. */
function nameOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !('name' in value)) return undefined
  const { name } = value
  const isName = typeof name === 'string' && name.length <= LONGEST_NAME && !name.includes('\0')
  return isName ? name : undefined
}

function severalOf(value: unknown): Product[] | undefined {
  if (typeof value !== 'object' || value === null || !('products' in value)) return undefined
  if (!Array.isArray(value.products)) return undefined
  const several = value.products.map(productOf)
  return several.every((product) => product !== undefined) ? several : undefined
}
