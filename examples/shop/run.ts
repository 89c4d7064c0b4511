import { once } from 'node:events'
import type { ShopOptions } from './cli/options.ts'
import { isPortTaken, portTakenMessage } from './cli/port.ts'
import { type RunningShop, startShop } from './start-shop.ts'
import type { Output } from './terminal/output.ts'

const STATUS_EVERY_MS = 1_000

/**
 * Runs the shop until it is told to stop, and says what there is to say meanwhile.
 *
 * @param stop aborted by Ctrl-C, SIGTERM, and the like
 * @returns the exit code
 */
export async function run(setting: {
  options: ShopOptions
  port: number
  env: NodeJS.ProcessEnv
  output: Output
  stop: AbortSignal
  complain: (sentence: string) => void
}): Promise<number> {
  const { options, port, env, output, stop, complain } = setting
  let shop: RunningShop | undefined
  output.starting()
  try {
    shop = await Promise.race([startShop({ options, port, env }), aborted(stop)])
  } catch (error) {
    complain(isShopPortTaken(error, port) ? portTakenMessage('PORT', port) : sentenceOf(error))
    return 1
  }
  // Told to stop while starting: what has started by now holds nothing that outlives this process.
  if (shop === undefined) return 0
  try {
    output.started(shop.places)
    shop.load.start()
    await watch(shop, output, stop, options.duration)
    output.close()
    await shop.settle()
    output.summary(await shop.monitor.summary(), shop.load.totals())
    return 0
  } finally {
    output.close()
    await shop.close()
  }
}

/** Shows the state once per second, until told to stop or the time is up. */
async function watch(
  shop: RunningShop,
  output: Output,
  stop: AbortSignal,
  duration: number | undefined,
): Promise<void> {
  let showing = false
  const show = async (): Promise<void> => {
    // A collection that takes longer than a second is waited for, not piled up on.
    if (showing) return
    showing = true
    try {
      output.status(await shop.monitor.status())
    } finally {
      showing = false
    }
  }
  await show()
  const timer = setInterval(() => void show(), STATUS_EVERY_MS)
  let end: NodeJS.Timeout | undefined
  const timeIsUp = new Promise<void>((resolve) => {
    if (duration !== undefined) end = setTimeout(resolve, duration * 1_000)
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
