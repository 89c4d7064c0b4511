import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { configurationProblem } from './configuration-problem.mjs'
import { removeFolder } from './folders.mjs'
import { repository } from './go/programs.mjs'
import { makeRunFolder } from './run-folder.mjs'
import { collector } from './servers/collector.mjs'
import { jaeger } from './servers/jaeger.mjs'
import { prometheus, writeTargets } from './servers/prometheus.mjs'
import { local } from './servers/server.mjs'

/** @typedef {import('./servers/server.mjs').Server} Server */
/** @typedef {import('./keeper/keeper.mjs').Kept} Kept */

/** @typedef {import('./servers/prometheus.mjs').TargetFile} TargetFile */
/** @typedef {import('./servers/prometheus.mjs').Target} Target */

/** @typedef {'prometheus' | 'jaeger' | 'collector'} ServerName */

/**
 * A server that may be killed and started again, with what it wrote before.
 *
 * @typedef {object} Restartable
 * @property {() => Promise<void>} kill
 * @property {() => Promise<void>} end asks it to end, and waits for it
 * @property {(signal: NodeJS.Signals) => void} signal as `SIGSTOP`, after which it hangs, until `SIGCONT`
 * @property {() => Promise<void>} start resolves when it is ready
 */

/** @typedef {(server: Server, options?: { log?: boolean }) => Promise<Kept>} Run starts a process, and resolves when it is ready */

const READY_WITHIN_MS = 60_000
const STORES = new Set(['prometheus', 'jaeger'])

/**
 * @typedef {object} StackOptions
 * @property {import('./keeper/keeper.mjs').Keeper} keeper
 * @property {import('./go/build.mjs').Built} programs
 * @property {import('./ports.mjs').Ports} ports
 * @property {string | undefined} [scrapeInterval] instead of the configured one: `1s`
 * @property {string} [configuration] the folder with `collector`, `jaeger` and `prometheus`. Default: this repository
 * @property {NodeJS.ProcessEnv} [env] what every process gets beside the environment of this one
 * @property {Omit<import('./servers/prometheus.mjs').PrometheusOptions, 'scrapeInterval'>} [prometheusOptions]
 * @property {import('./servers/collector.mjs').CollectorOptions} [collectorOptions]
 * @property {(parts: { run: Run, serve: Serve }) => Promise<unknown>} [beforePrometheus] starts what is to answer the first scrape
 */

/** @typedef {(server: Server) => Promise<Restartable>} Serve starts a process that may be killed and started again */

/**
 * The stack while it runs.
 *
 * @typedef {object} Stack
 * @property {string} prometheus its address
 * @property {string} jaeger its address
 * @property {string} collector where OTLP over HTTP goes
 * @property {Readonly<Record<ServerName, Restartable>>} servers
 * @property {import('./servers/server.mjs').Place} place what its servers are made from
 * @property {string} folder where everything that the servers write is
 * @property {Run} run starts one more process of the stack
 * @property {Serve} serve starts one more process that may be restarted
 * @property {(file: TargetFile, targets: readonly Target[]) => void} scrape from now on these targets of this kind
 * @property {Promise<string>} failed a sentence, as soon as a server has ended by itself
 * @property {() => Promise<void>} stop ends everything and removes what was written
 */

/**
 * Starts Prometheus, Jaeger and the Collector from the configuration files of Compose.
 *
 * @param {StackOptions} options
 * @returns {Promise<Stack>}
 */
export async function startStack(options) {
  const { keeper, programs, ports, scrapeInterval, configuration = repository, env = {} } = options
  const folder = makeRunFolder()
  const place = { ports, folder, programs, configuration }
  /** @type {{ name: string, kept: Kept }[]} */
  const running = []
  /** @type {(sentence: string) => void} */
  let fail = () => {}
  /** @type {Promise<string>} */
  const failed = new Promise((resolve) => {
    fail = resolve
  })
  const logOf = (/** @type {string} */ name) => join(folder, 'logs', `${name}.log`)

  /** @type {Run} */
  const run = async (server, { log = true } = {}) => {
    const { name, command, args } = server
    const kept = await keeper.start({
      command,
      args,
      cwd: repository,
      env: { ...process.env, ...server.env, ...env },
      ...(log && { log: logOf(name) }),
    })
    running.unshift({ name, kept })
    const gone = new AbortController()
    void kept.ended.then(() => gone.abort())
    const early = kept.ended.then(endedEarly(server, log ? logOf(name) : undefined))
    await Promise.race([answers(server, gone.signal), early])
    return kept
  }
  const watched = async (/** @type {Server} */ server) => {
    const kept = await run(server)
    void kept.ended.then((how) => fail(sentence(server, how, logOf(server.name))))
    return kept
  }
  /** @type {Serve} */
  const serve = async (server) => {
    let kept = await watched(server)
    return {
      async kill() {
        kept.signal('SIGKILL')
        await kept.ended
      },
      end: () => kept.end(),
      signal: (name) => kept.signal(name),
      async start() {
        kept = await watched(server)
      },
    }
  }
  const stop = async () => {
    // The last one first, and what stores at the end: what sends is gone before what it sends to.
    const stores = running.filter(({ name }) => STORES.has(name))
    for (const { kept } of [...running.filter(({ name }) => !STORES.has(name)), ...stores]) await kept.end()
    removeFolder(folder)
  }
  /** @type {Stack['servers']} */
  let servers
  try {
    const [first, second] = await Promise.all([
      serve(jaeger(place)),
      serve(collector({ ...place, ...options.collectorOptions })),
    ])
    await options.beforePrometheus?.({ run, serve })
    const third = await serve(prometheus({ ...place, ...options.prometheusOptions, scrapeInterval }))
    servers = { jaeger: first, collector: second, prometheus: third }
  } catch (error) {
    await stop()
    throw error
  }
  return {
    servers,
    prometheus: local(ports.prometheus),
    jaeger: local(ports.jaeger),
    collector: local(ports.otlpHttp),
    place,
    folder,
    run,
    serve,
    scrape: (file, targets) => writeTargets(folder, file, { targets, scrapeInterval }),
    failed,
    stop,
  }
}

/**
 * Resolves once the server answers that it is ready. When it has gone nobody waits for that any more.
 *
 * @param {Server} server
 * @param {AbortSignal} gone
 */
async function answers({ name, ready }, gone) {
  const deadline = performance.now() + READY_WITHIN_MS
  while (performance.now() < deadline) {
    if (gone.aborted || (await isOk(ready))) return
    await sleep(100)
  }
  throw new Error(`${name} was not ready within ${READY_WITHIN_MS / 1_000} s: ${ready} did not answer 200.`)
}

/** @param {string} url */
async function isOk(url) {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) })
    await answer.arrayBuffer()
    return answer.ok
  } catch {
    return false // Nobody listens yet, or it is too busy to answer.
  }
}

/** @param {Server} server @param {string | undefined} log @returns {(how: string | number) => never} */
function endedEarly(server, log) {
  return (how) => {
    throw new Error(sentence(server, how, log))
  }
}

/** @param {Server} server @param {string | number} how @param {string | undefined} log */
function sentence(server, how, log) {
  const said = log === undefined ? '' : readLog(log).trimEnd()
  const last = said.split('\n').slice(-5).join('\n')
  return (
    configurationProblem(server, said) ??
    `${server.name} ended by itself (${how})${last === '' ? '.' : `. The last that it said:\n${last}`}`
  )
}

/** @param {string} log */
function readLog(log) {
  try {
    return readFileSync(log, 'utf8')
  } catch {
    return '' // Removed with the rest, since everything is being ended.
  }
}
