import { buildPrograms } from '../../stack/go/build.mjs'
import { Keeper } from '../../stack/keeper/keeper.mjs'
import { anyFreePorts, choosePorts } from '../../stack/ports.mjs'
import { shop } from '../../stack/servers/shop.mjs'
import { startStack } from '../../stack/start-stack.mjs'

type Stack = Awaited<ReturnType<typeof startStack>>
type Ports = Awaited<ReturnType<typeof choosePorts>>
type StackOptions = Parameters<typeof startStack>[0]

export interface ShopStack {
  readonly stack: Stack
  readonly ports: Ports
  /** May be killed and started again, as the servers may be. Started again it counts from 0. */
  readonly shop: Stack['servers']['collector']
  stop(): Promise<void>
}

/** How a stack differs from the usual one. */
export interface ShopStackOptions {
  /** How often is scraped, pushed, and written of spans, in milliseconds. Default 1000. */
  readonly paceMillis?: number
  /** What the shop reads beside what it is told by the stack. */
  readonly shopEnv?: NodeJS.ProcessEnv
  readonly collector?: NonNullable<StackOptions['collectorOptions']>
  readonly prometheus?: NonNullable<StackOptions['prometheusOptions']>
  /** Of everything, as {@link choosePorts} gives them. Default: any free ones. */
  readonly ports?: Ports
}

/**
 * The stack on free ports, with the shop, which gets no load by itself. Scrapes, pushes and span metrics come once per
 * second instead of every 15 s, unless the options say otherwise. The shop answers before Prometheus asks it first.
 */
export async function startShopStack(options: ShopStackOptions = {}): Promise<ShopStack> {
  const { paceMillis = 1_000 } = options
  const keeper = new Keeper()
  try {
    const ports = options.ports ?? (await choosePorts(anyFreePorts()))
    const programs = await buildPrograms({ keeper, say: console.log })
    const server = shop({ ports, args: ['--rate', '0', '--json'], exportInterval: paceMillis })
    let started: ShopStack['shop'] | undefined
    const stack = await startStack({
      keeper,
      programs,
      ports,
      scrapeInterval: `${paceMillis}ms`,
      env: { COLLECTOR_SPAN_METRICS_INTERVAL: `${paceMillis}ms` },
      ...(options.collector && { collectorOptions: options.collector }),
      ...(options.prometheus && { prometheusOptions: options.prometheus }),
      async beforePrometheus({ serve }) {
        started = await serve({ ...server, env: { ...server.env, ...options.shopEnv } })
      },
    })
    if (started === undefined) throw new Error('The stack runs without the shop.')
    const stop = async () => {
      await stack.stop()
      await keeper.close()
    }
    return { stack, ports, shop: started, stop }
  } catch (error) {
    await keeper.close()
    throw error
  }
}
