import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Child, startChild } from './launcher/child.ts'
import { actAsCustomers } from './launcher/customers.ts'
import type { ServiceName } from './process/services.ts'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string' },
    'free-ports': { type: 'boolean' },
    'no-customers': { type: 'boolean' },
    trouble: { type: 'boolean', default: false },
  },
})

const stop = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort())
if (values.seconds !== undefined) setTimeout(() => stop.abort(), Number(values.seconds) * 1_000).unref()

const told = once(stop.signal, 'abort').then(() => {})
const files = await mkdtemp(join(tmpdir(), 'dalston-'))
const children: Child[] = []
try {
  await run()
} catch (error) {
  process.exitCode = 1
  console.error(error instanceof Error ? error.message : String(error))
} finally {
  stop.abort()
  await Promise.all(children.map((child) => child.end()))
  await rm(files, { recursive: true, force: true })
}

async function run(): Promise<void> {
  const router = await start('session-router', {})
  const routed = router === undefined ? {} : { SESSION_ROUTER_URL: router }
  const others = ['orchestrator', 'engine-faster-whisper', 'engine-pyannote', 'queue-poller'] as const
  const [gateway] = await Promise.all([
    start('gateway', routed),
    start('realtime', routed),
    ...others.map((service) => start(service, {})),
  ])
  if (gateway === undefined || stop.signal.aborted) return
  console.log(`Dalston runs, its gateway at ${gateway}. Ctrl-C ends it.`)
  const customers =
    values['no-customers'] === true
      ? told
      : actAsCustomers({ gateway, trouble: values.trouble ? 'much' : 'some', until: stop.signal })
  await Promise.race([told, ...children.map(endedEarly)])
  stop.abort()
  await customers
}

/** @returns where it answers */
async function start(service: ServiceName, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const { PORT: _, ...inherited } = process.env
  const port = values['free-ports'] === true ? { PORT: '0' } : {}
  const child = await startChild(service, { DALSTON_FILES: files, ...inherited, ...port, ...env })
  children.push(child)
  return child.url
}

async function endedEarly({ service, ended }: Child): Promise<void> {
  await ended
  if (stop.signal.aborted) return
  throw new Error(`${service} has ended by itself, so that the others are ended, too.`)
}
