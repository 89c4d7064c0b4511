import { once } from 'node:events'
import type { ShopOptions } from './cli/options.ts'
import { isPortTaken, portTakenMessage } from './cli/port.ts'
import { type RunningShop, startShop } from './start-shop.ts'
import type { Output } from './terminal/output.ts'

const STATUS_EVERY_MS = 1_000
const END_WITHIN_MS = 20_000

/** What a run needs. */
interface Setting {
  readonly options: ShopOptions
  readonly port: number
  readonly env: NodeJS.ProcessEnv
  readonly output: Output
  /** Aborted by Ctrl-C, SIGTERM, and the like. */
  readonly stop: AbortSignal
  readonly complain: (sentence: string) => void
}

/**
 * Runs the shop until it is told to stop, and says what there is to say meanwhile.
 *
 * @returns the exit code
 */
export async function run(setting: Setting): Promise<number> {
  const { options, port, env, output, stop, complain } = setting
  let shop: RunningShop | undefined
  output.starting()
  try {
    shop = await Promise.race([startShop({ options, port, env, notice: complain }), aborted(stop)])
  } catch (error) {
    complain(isShopPortTaken(error, port) ? portTakenMessage('PORT', port) : sentenceOf(error))
    return 1
  }
  // Told to stop while starting: what has started by now holds nothing that outlives this process.
  if (shop === undefined) return 0
  try {
    output.started(shop.places)
    shop.load.start()
    await watch(shop, setting)
    output.close()
    // Whatever hangs from here on, a library or a Collector, the shop ends.
    setTimeout(() => process.exit(1), END_WITHIN_MS).unref()
    await shop.settle()
    output.summary(await shop.monitor.summary(), shop.load.totals())
    return 0
  } finally {
    output.close()
    await shop.close()
  }
}

/** Shows the state once per second, until told to stop or the time is up. */
async function watch(shop: RunningShop, { options, output, stop, complain }: Setting): Promise<void> {
  let showing = false
  const show = async (): Promise<void> => {
    // A collection that takes longer than a second is waited for, not piled up on.
    if (showing) return
    showing = true
    try {
      output.status(await shop.monitor.status())
    } catch (error) {
      complain(sentenceOf(error))
    } finally {
      showing = false
    }
  }
  await show()
  const timer = setInterval(() => void show(), STATUS_EVERY_MS)
  let end: NodeJS.Timeout | undefined
  const timeIsUp = new Promise<void>((resolve) => {
    if (options.duration !== undefined) end = setTimeout(resolve, options.duration * 1_000)
  })
  await Promise.race([timeIsUp, aborted(stop)])
  clearTimeout(end)
  clearInterval(timer)
}

async function aborted(signal: AbortSignal): Promise<undefined> {
  if (!signal.aborted) await once(signal, 'abort')
  return undefined
}

function isShopPortTaken(error: unknown, port: number): boolean {
  return isPortTaken(error) && error instanceof Error && 'port' in error && error.port === port
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
