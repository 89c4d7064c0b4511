import { buildPrograms } from '../../stack/go/build.mjs'
import { Keeper } from '../../stack/keeper/keeper.mjs'
import { anyFreePorts, choosePorts } from '../../stack/ports.mjs'
import { shop } from '../../stack/servers/shop.mjs'
import { startStack } from '../../stack/start-stack.mjs'

const PACE = '1s'

export interface ShopStack {
  readonly stack: Awaited<ReturnType<typeof startStack>>
  readonly ports: Awaited<ReturnType<typeof choosePorts>>
  stop(): Promise<void>
}

/**
 * The stack on free ports, with the shop, which gets no load by itself. Scrapes, pushes and span metrics come once per
 * second instead of every 15 s.
 */
export async function startShopStack(): Promise<ShopStack> {
  const keeper = new Keeper()
  try {
    const ports = await choosePorts(anyFreePorts())
    const programs = await buildPrograms({ keeper, say: console.log })
    const env = { COLLECTOR_SPAN_METRICS_INTERVAL: PACE }
    const stack = await startStack({ keeper, programs, ports, scrapeInterval: PACE, env })
    await stack.run(shop({ ports, args: ['--rate', '0', '--json'], exportInterval: 1_000 }))
    const stop = async () => {
      await stack.stop()
      await keeper.close()
    }
    return { stack, ports, stop }
  } catch (error) {
    await keeper.close()
    throw error
  }
}
