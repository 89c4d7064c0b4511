import { helpText } from './cli/help.ts'
import { parseCommand, type ShopOptions } from './cli/options.ts'
import { parsePort } from './cli/port.ts'
import { run } from './run.ts'
import { jsonOutput } from './terminal/json-output.ts'
import type { Output } from './terminal/output.ts'
import { plainOutput } from './terminal/plain-output.ts'
import { screenOutput } from './terminal/screen-output.ts'
import { createStyle, wantsColours } from './terminal/style.ts'

process.exitCode = await main()

async function main(): Promise<number> {
  const command = parseCommand(process.argv.slice(2))
  if (command.do === 'help') {
    process.stdout.write(helpText())
    return 0
  }
  if (command.do === 'refuse') return refuse(command.message)
  const port = parsePort('PORT', process.env.PORT, 8080)
  if (typeof port === 'string') return refuse(port)
  const code = await run({
    options: command.options,
    port,
    env: process.env,
    output: outputFor(command.options),
    stop: stopSignal(),
    complain: (sentence) => process.stderr.write(`${sentence}\n`),
  })
  // Nothing is left running by now; should a library hold a handle, the shop ends all the same.
  setTimeout(() => process.exit(code), 500).unref()
  return code
}

function refuse(sentence: string): number {
  process.stderr.write(`${sentence}\n`)
  return 2
}

function outputFor(options: ShopOptions): Output {
  const { stdout } = process
  const write = (text: string): void => void stdout.write(text)
  if (options.json) return jsonOutput(write)
  const style = createStyle(wantsColours(stdout.isTTY, process.env))
  return stdout.isTTY && process.env.TERM !== 'dumb' ? screenOutput(stdout, style) : plainOutput(write, style)
}

/** Aborted when somebody wants the shop to end. A second time ends it at once. */
function stopSignal(): AbortSignal {
  const stop = new AbortController()
  const end = (): void => {
    if (stop.signal.aborted) process.exit(130)
    stop.abort()
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end)
  // Whoever read our output has gone, as in `| head`.
  process.stdout.on('error', () => {
    if (!stop.signal.aborted) end()
  })
  return stop.signal
}
