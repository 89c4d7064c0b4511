import type { FastifyInstance } from 'fastify'
import type { ShopParts } from './shop-parts.ts'

export function healthRoutes(app: FastifyInstance, { bus, faults }: ShopParts): void {
  app.get('/health', async () => ({ status: 'ok', queueDepth: bus.depth, faults: faults.active() }))
}
