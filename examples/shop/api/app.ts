import Fastify, { type FastifyInstance } from 'fastify'
import { meterFastify } from 'spanmeter/integrations/fastify'
import { checkoutRoutes } from './checkout-routes.ts'
import { faultHooks } from './fault-hooks.ts'
import { faultRoutes } from './fault-routes.ts'
import { healthRoutes } from './health-routes.ts'
import { orderRoutes } from './order-routes.ts'
import { productRoutes } from './product-routes.ts'
import type { ShopParts } from './shop-parts.ts'
import { traceRoutes } from './trace-routes.ts'

/** The shop's HTTP interface. One `register` measures every request, by the route that it matched. */
export async function createApp(parts: ShopParts): Promise<FastifyInstance> {
  const app = Fastify({ forceCloseConnections: 'idle' })
  await app.register(meterFastify, { meter: parts.telemetry.http })
  app.setErrorHandler((error, _request, reply) => {
    const status = statusOf(error)
    if (status >= 500) parts.telemetry.errors.record({ module: 'api', severity: 'error' }, error)
    return reply.code(status).send({ error: error instanceof Error ? error.message : String(error) })
  })
  // What shoppers ask for is what can break; the switches of the faults must go on working.
  await app.register(async (shop) => {
    faultHooks(shop, parts)
    productRoutes(shop, parts)
    orderRoutes(shop, parts)
    checkoutRoutes(shop, parts)
  })
  healthRoutes(app, parts)
  faultRoutes(app, parts)
  traceRoutes(app, parts)
  return app
}

function statusOf(error: unknown): number {
  if (typeof error !== 'object' || error === null || !('statusCode' in error)) return 500
  return typeof error.statusCode === 'number' && error.statusCode >= 400 ? error.statusCode : 500
}
