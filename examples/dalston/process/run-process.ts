import { once } from 'node:events'
import { type Observability, startObservability } from 'spanmeter/setup'
import { httpServer, type ListeningServer, type Routes } from './http-server.ts'
import { type ServiceName, services } from './services.ts'

/** What a process has while it runs. */
export interface Setting {
  readonly env: NodeJS.ProcessEnv
  /** Aborted when the process shall end. */
  readonly stop: AbortSignal
  /** The server that is asked for the metrics; what else it answers is the process's. */
  serve(routes: Routes): Promise<ListeningServer>
}

/** What the launcher is told. */
export interface Ready {
  /** Where the process answers; `undefined` when nothing of it does. */
  readonly url: string | undefined
}

/** One process of the system. */
export interface ProcessOptions {
  readonly service: ServiceName
  /** Whether it answers HTTP by a server of its own, which then has the metrics too. */
  readonly ownServer: boolean
  /** Starts the work, and resolves with what ends it. */
  start(setting: Setting): Promise<() => Promise<void> | void>
}

/**
 * Runs one process: telemetry first, then its work, until Ctrl-C, SIGTERM, `--seconds` or the end of the launcher.
 * `HOST` and `PORT` say where it listens; a process without a server of its own gets a small one for its metrics.
 */
export async function runProcess({ service, ownServer, start }: ProcessOptions): Promise<void> {
  const { env } = process
  const stop = stopSignal()
  const { job, port: usual } = services[service]
  let observability: Observability | undefined
  let listening: ListeningServer | undefined
  let end: (() => Promise<void> | void) | undefined
  let hasFailed = false
  try {
    const host = env.HOST || '127.0.0.1'
    const port = portOf(env.PORT, usual)
    const telemetry = await startObservability({
      serviceName: job,
      // Two of one kind are told apart by Prometheus' target, so by the port.
      metrics: ownServer ? { server: false } : { host, port },
    })
    observability = telemetry
    const serve = async (routes: Routes) => {
      listening = await httpServer({ host, port, routes, metrics: telemetry.metricsHandler })
      return listening
    }
    end = await start({ env, stop, serve })
    const url = listening?.url ?? telemetry.metricsUrl?.replace(/\/metrics$/, '')
    console.log(`${service}: ${url ?? 'runs'}`)
    process.send?.({ url } satisfies Ready)
    if (!stop.aborted) await once(stop, 'abort')
  } catch (error) {
    hasFailed = true
    console.error(`${service} cannot run: ${error instanceof Error ? error.message : String(error)}`)
  }
  // What is being answered still needs what is ended next.
  await listening?.close()
  await end?.()
  await observability?.shutdown()
  // The channel to the launcher would keep it.
  if (process.connected) process.disconnect()
  // What was begun before it failed nobody can end.
  if (hasFailed) process.exit(1)
}

function stopSignal(): AbortSignal {
  const stop = new AbortController()
  const end = () => stop.abort()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, end)
  // The launcher has gone, however it went.
  process.once('disconnect', end)
  return stop.signal
}

/** @throws when it is no port */
function portOf(text: string | undefined, usual: number): number {
  if (text === undefined || text === '') return usual
  const port = Number(text)
  if (!/^\d+$/.test(text) || port > 65_535) {
    throw new Error(
      `PORT is ${JSON.stringify(text)}, and must be a number from 0 to 65535; 0 takes a free one.`,
    )
  }
  return port
}
