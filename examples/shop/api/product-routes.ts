import type { FastifyInstance } from 'fastify'
import type { ShopParts } from './shop-parts.ts'
import { currentTenant } from './tenant.ts'

const ID = {
  type: 'object',
  properties: { id: { type: 'integer', minimum: 1, maximum: 2 ** 31 - 1 } },
} as const
const PAGE = {
  type: 'object',
  properties: { page: { type: 'integer', minimum: 1, maximum: 1_000, default: 1 } },
} as const
const SEARCH = {
  type: 'object',
  required: ['q'],
  properties: { q: { type: 'string', maxLength: 100 } },
} as const
const PRICE = {
  type: 'object',
  required: ['priceCents'],
  properties: { priceCents: { type: 'integer', minimum: 1, maximum: 10_000_000 } },
} as const

export function productRoutes(app: FastifyInstance, { products, search, bus }: ShopParts): void {
  app.get<{ Querystring: { page: number } }>('/products', { schema: { querystring: PAGE } }, (request) =>
    products.page(request.query.page),
  )

  app.get<{ Params: { id: number } }>('/products/:id', { schema: { params: ID } }, async (request, reply) => {
    const product = await products.find(request.params.id)
    return product ?? reply.code(404).send({ error: `There is no product ${request.params.id}.` })
  })

  app.get<{ Querystring: { q: string } }>('/search', { schema: { querystring: SEARCH } }, async (request) =>
    search.find(request.query.q, 20),
  )

  app.put<{ Params: { id: number }; Body: { priceCents: number } }>(
    '/products/:id/price',
    { schema: { params: ID, body: PRICE } },
    async (request, reply) => {
      const { id } = request.params
      const { priceCents } = request.body
      if (!(await products.reprice(id, priceCents)))
        return reply.code(404).send({ error: `There is no product ${id}.` })
      bus.publish({ type: 'ProductRepriced', productId: id, priceCents }, currentTenant())
      return { id, priceCents }
    },
  )
}
