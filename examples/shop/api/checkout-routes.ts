import type { FastifyInstance } from 'fastify'
import type { ShopParts } from './shop-parts.ts'
import { currentTenant } from './tenant.ts'

interface CheckoutBody {
  readonly orderId: number
  readonly card: string
}

const CHECKOUT = {
  type: 'object',
  required: ['orderId', 'card'],
  properties: {
    orderId: { type: 'integer', minimum: 0 },
    card: { type: 'string', maxLength: 100 },
  },
} as const

const ANSWERS = {
  paid: { status: 200, text: 'Paid.' },
  declined: { status: 402, text: 'The card was declined.' },
  unavailable: {
    status: 503,
    text: 'Payments do not work at the moment. Nothing was charged; please try again.',
  },
  unknown_order: { status: 404, text: 'There is no such order.' },
} as const

type Outcome = keyof typeof ANSWERS

export function checkoutRoutes(app: FastifyInstance, parts: ShopParts): void {
  app.post<{ Body: CheckoutBody }>('/checkout', { schema: { body: CHECKOUT } }, async (request, reply) => {
    const { orderId, card } = request.body
    const outcome = await parts.telemetry.checkout.pay({}, { order_id: orderId }, async (operation) => {
      const result = await pay(parts, orderId, card)
      operation.set({ outcome: result })
      return result
    })
    const { status, text } = ANSWERS[outcome]
    return reply.code(status).send({ outcome, text })
  })
}

async function pay({ orders, payments, bus }: ShopParts, orderId: number, card: string): Promise<Outcome> {
  const order = await orders.find(orderId)
  if (order === undefined) return 'unknown_order'
  const { email, totalCents } = order
  const result = await payments.charge({ orderId, amountCents: totalCents, card })
  if (result === 'paid') {
    await orders.markPaid(orderId)
    bus.publish({ type: 'OrderPaid', orderId, email, totalCents }, currentTenant())
  } else {
    bus.publish({ type: 'PaymentFailed', orderId, reason: result }, currentTenant())
  }
  return result
}
