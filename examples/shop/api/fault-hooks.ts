import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import type { ShopParts } from './shop-parts.ts'

/** The code of the shop is wrong, whoever asked for what. */
class BrokenShopError extends Error {
  override readonly name = 'BrokenShopError'
}

/** The faults `slow-requests` and `server-errors`, for the routes that are added after it. */
export function faultHooks(app: FastifyInstance, { faults }: ShopParts): void {
  app.addHook('preHandler', async () => {
    if (faults.isOn('slow-requests')) await sleep(600 + 300 * Math.random())
    if (faults.isOn('server-errors') && Math.random() < 0.5) throw new BrokenShopError('The shop is broken.')
  })
}
