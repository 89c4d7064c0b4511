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
  let shop: RunningShop
  output.starting()
  try {
    shop = await startShop({ options, port, env })
  } catch (error) {
    complain(isShopPortTaken(error, port) ? portTakenMessage('PORT', port) : sentenceOf(error))
    return 1
  }
  try {
    output.started(shop.places)
    if (!stop.aborted) {
      shop.load.start()
      await watch(shop, output, stop, options.duration)
    }
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
  await new Promise<void>((resolve) => {
    const end = duration === undefined ? undefined : setTimeout(resolve, duration * 1_000)
    stop.addEventListener('abort', () => {
      clearTimeout(end)
      resolve()
    })
  })
  clearInterval(timer)
}

function isShopPortTaken(error: unknown, port: number): boolean {
  return isPortTaken(error) && error instanceof Error && 'port' in error && error.port === port
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
