import type { FastifyInstance } from 'fastify'
import type { ShopParts } from './shop-parts.ts'

/** `GET /health`: the process answers. `GET /ready`: so do the stores that it cannot do without, or else status 503. */
export function healthRoutes(app: FastifyInstance, { bus, faults, readiness }: ShopParts): void {
  app.get('/health', async () => ({ status: 'ok', queueDepth: bus.depth, faults: faults.active() }))

  app.get('/ready', async (_request, reply) => {
    const answer = await readiness()
    return reply.code(answer.status === 'unavailable' ? 503 : 200).send(answer)
  })
}
