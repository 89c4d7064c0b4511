import type { FastifyInstance } from 'fastify'
import type { ShopParts } from './shop-parts.ts'

const ID = { type: 'object', properties: { traceId: { type: 'string', pattern: '^[0-9a-f]{32}$' } } } as const

/** `GET /traces/ID`: the spans of both processes for one of the last traces, where an exemplar leads without Jaeger. */
export function traceRoutes(app: FastifyInstance, { spans }: ShopParts): void {
  app.get<{ Params: { traceId: string } }>(
    '/traces/:traceId',
    { schema: { params: ID } },
    async (request, reply) => {
      const { traceId } = request.params
      const trace = spans.trace(traceId)
      if (trace.length > 0) return trace
      return reply.code(404).send({ error: `The trace ${traceId} is not among the last ${spans.size}.` })
    },
  )
}
