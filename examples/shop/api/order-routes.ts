import type { FastifyInstance } from 'fastify'
import type { ShopParts } from './shop-parts.ts'
import { currentTenant } from './tenant.ts'

interface OrderBody {
  readonly key: string
  readonly email: string
  readonly productId: number
  readonly quantity: number
}

const ORDER = {
  type: 'object',
  required: ['key', 'email', 'productId', 'quantity'],
  properties: {
    key: { type: 'string', minLength: 1, maxLength: 100 },
    email: { type: 'string', maxLength: 200 },
    productId: { type: 'integer', minimum: 1, maximum: 2 ** 31 - 1 },
    quantity: { type: 'integer', minimum: 1, maximum: 100 },
  },
} as const
const ID = { type: 'object', properties: { id: { type: 'integer', minimum: 0 } } } as const

export function orderRoutes(app: FastifyInstance, { products, orders, bus }: ShopParts): void {
  app.post<{ Body: OrderBody }>('/orders', { schema: { body: ORDER } }, async (request, reply) => {
    const { key, email, productId, quantity } = request.body
    const product = await products.find(productId)
    if (product === undefined) return reply.code(404).send({ error: `There is no product ${productId}.` })
    const tenantId = currentTenant()
    const totalCents = product.priceCents * quantity
    const orderId = await orders.place({ key, tenantId, email, productId, quantity, totalCents })
    if (orderId === 'duplicate')
      return reply.code(409).send({ error: `The order ${key} was placed already.` })
    bus.publish({ type: 'OrderPlaced', orderId, email, totalCents }, tenantId)
    return reply.code(201).send({ orderId, totalCents })
  })

  app.get<{ Params: { id: number } }>('/orders/:id', { schema: { params: ID } }, async (request, reply) => {
    const order = await orders.find(request.params.id)
    return order ?? reply.code(404).send({ error: `There is no order ${request.params.id}.` })
  })
}
