import { setTimeout as sleep } from 'node:timers/promises'
import Fastify, { type FastifyInstance } from 'fastify'
import { meterFastify } from 'spanmeter/integrations/fastify'
import type { PaymentTelemetry } from './telemetry.ts'

interface ChargeBody {
  readonly orderId: number
  readonly amountCents: number
  readonly card: string
}

const CHARGE_SCHEMA = {
  type: 'object',
  required: ['orderId', 'amountCents', 'card'],
  properties: {
    orderId: { type: 'integer' },
    amountCents: { type: 'integer', minimum: 1 },
    card: { type: 'string', maxLength: 100 },
  },
} as const

/** The payment service: charges cards, declines some, and fails when it is told to. */
export async function createPaymentService(options: {
  telemetry: PaymentTelemetry
  isFailing: () => boolean
}): Promise<FastifyInstance> {
  const { telemetry, isFailing } = options
  const app = Fastify()
  await app.register(meterFastify, { meter: telemetry.http })
  app.get('/health', async () => ({ status: 'ok' }))
  app.post<{ Body: ChargeBody }>('/charges', { schema: { body: CHARGE_SCHEMA } }, async (request, reply) => {
    const { orderId, amountCents, card } = request.body
    if (isFailing() && Math.random() < 0.9) {
      await sleep(20 + 40 * Math.random())
      return reply.code(503).send({ error: 'The bank does not answer.' })
    }
    const verdict = await telemetry.bank.authorise({}, { order_id: orderId }, async (operation) => {
      await sleep(3 + 20 * Math.random() ** 3)
      const answer = card === 'tok_declined' ? 'declined' : 'approved'
      operation.set({ verdict: answer })
      return answer
    })
    if (verdict === 'declined') return reply.code(402).send({ error: 'The card was declined.' })
    return reply.code(201).send({ orderId, amountCents })
  })
  return app
}
