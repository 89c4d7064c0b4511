import type { FastifyInstance } from 'fastify'
import { FAULT_NAMES, FAULTS, isFaultName } from '../faults/faults.ts'
import type { ShopParts } from './shop-parts.ts'

/** `GET /faults` lists them, `PUT /faults/NAME` switches one on, `DELETE /faults/NAME` off. */
export function faultRoutes(app: FastifyInstance, { faults }: ShopParts): void {
  app.get('/faults', async () =>
    FAULT_NAMES.map((name) => ({ name, effect: FAULTS[name], on: faults.isOn(name) })),
  )

  for (const method of ['PUT', 'DELETE'] as const) {
    app.route<{ Params: { name: string } }>({
      method,
      url: '/faults/:name',
      handler: async (request, reply) => {
        const { name } = request.params
        if (!isFaultName(name)) {
          const known = FAULT_NAMES.join(', ')
          return reply.code(404).send({ error: `There is no fault "${name}": choose from ${known}.` })
        }
        faults.set(name, method === 'PUT')
        return { name, on: faults.isOn(name) }
      },
    })
  }
}
