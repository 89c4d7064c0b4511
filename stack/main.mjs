// `npm run stack`: Collector, Prometheus and Jaeger as processes of this machine, with the shop under load, until
// Ctrl-C. What stands behind `--` goes to the shop: `npm run stack -- --rate 100 --fault slow-database`.
import { buildPrograms } from './go/build.mjs'
import { Keeper } from './keeper/keeper.mjs'
import { choosePorts } from './ports.mjs'
import { shop } from './servers/shop.mjs'
import { startStack } from './start-stack.mjs'
import { toldToStop } from './told-to-stop.mjs'

/** As often as Prometheus scrapes. */
const EXPORT_INTERVAL_MS = 15_000

const stop = toldToStop()
const keeper = new Keeper()
try {
  process.exitCode = await main()
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`)
  process.exitCode = 1
} finally {
  await keeper.close()
}

/** @returns {Promise<number>} the exit code */
async function main() {
  const ports = await choosePorts(process.env)
  const say = (/** @type {string} */ line) => void process.stdout.write(`${line}\n`)
  const programs = await Promise.race([buildPrograms({ keeper, say }), stop])
  if (programs === undefined) return 0
  const stack = await Promise.race([startStack({ keeper, programs, ports }), stop])
  if (stack === undefined) return 0
  try {
    say(`Prometheus  ${stack.prometheus} (APIs only: it is built without pages)`)
    say(`Jaeger      ${stack.jaeger} (APIs only)`)
    say(`Collector   ${stack.collector} (OTLP over HTTP), 127.0.0.1:${ports.otlpGrpc} (OTLP over gRPC)`)
    say(`Logs        ${stack.folder}/logs`)
    const args = process.argv.slice(2)
    const started = stack.run(shop({ ports, args, exportInterval: EXPORT_INTERVAL_MS }), { log: false })
    const running = await Promise.race([started, stop])
    const failed = stack.failed.then((sentence) => new Error(sentence))
    const how = await Promise.race([running?.ended ?? 0, failed, stop])
    if (how instanceof Error) throw how
    return typeof how === 'number' ? how : 0
  } finally {
    await stack.stop()
  }
}
