import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { repository } from '../../stack/go/programs.mjs'
import { anyFreePorts } from '../../stack/ports.mjs'
import { allGone, descendantsOf, nameOf } from './processes.ts'
import { PrometheusApi } from './prometheus-api.ts'
import { until } from './until.ts'

const main = join(import.meta.dirname, '../../stack/main.mjs')
/** Prometheus, Jaeger, the Collector, the shop, its payments, and the keeper. */
const PROCESSES = 6

interface Running {
  readonly child: ChildProcess
  output(): string
}

const started: ChildProcess[] = []
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL')
})

/** What `npm run stack` starts once everything is built, on free ports. */
function start(command: readonly string[], env: NodeJS.ProcessEnv = {}): Running {
  const child = spawn(process.execPath, [...command, '--rate', '5', '--json'], {
    env: { ...process.env, npm_lifecycle_event: 'stack', ...anyFreePorts(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  started.push(child)
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (more: string) => {
      text += more
    })
  return { child, output: () => text }
}

/** Resolves with the numbers of its processes and the folder that it writes to. */
async function everything(running: Running): Promise<{ pids: number[]; folder: string }> {
  const pid = running.child.pid ?? 0
  await until(
    () => `the shop has started; so far: ${running.output()}`,
    async () => running.output().includes('"type":"status"') || undefined,
  )
  const pids = descendantsOf(pid)
  expect(pids.length).toBeGreaterThanOrEqual(PROCESSES)
  const folder = dirname(/^Logs\s+(.*)$/m.exec(running.output())?.[1] ?? '')
  expect(existsSync(folder)).toBe(true)
  return { pids, folder }
}

/** Where Prometheus is. */
function prometheusOf(running: Running): PrometheusApi {
  return new PrometheusApi(/^Prometheus\s+(\S+)/m.exec(running.output())?.[1] ?? '')
}

test('the rules of Compose are loaded; SIGTERM ends everything in order, and nothing is left', async () => {
  const running = start([main])
  const { pids, folder } = await everything(running)
  const rules = (await prometheusOf(running).rules()).map(({ name }) => name)
  const shipped = readFileSync(join(repository, 'prometheus/rules/shop.rules.yml'), 'utf8')
  const names = [...shipped.matchAll(/^ {6}- (?:alert|record): (\S+)$/gm)].map(([, name]) => name)
  expect(rules.sort()).toEqual(names.sort())
  expect(rules.length).toBeGreaterThan(40)
  running.child.kill('SIGTERM')
  const [code] = await once(running.child, 'close')
  expect(code).toBe(0)
  expect(running.output()).toContain('"type":"summary"')
  await allGone(pids)
  expect(existsSync(folder)).toBe(false)
})

test('no process is left when it is killed, and the next start removes what it wrote', async () => {
  const running = start([main])
  const { pids, folder } = await everything(running)
  running.child.kill('SIGKILL')
  await allGone(pids)
  expect(existsSync(folder)).toBe(true)

  const next = start([main])
  const { pids: others } = await everything(next)
  expect(existsSync(folder)).toBe(false)
  next.child.kill('SIGINT')
  await once(next.child, 'close')
  await allGone(others)
})

test('no process is left when npm, which started it, is killed', async () => {
  const npm = `require('node:child_process').spawn(process.execPath, process.argv.slice(1), { stdio: 'inherit' })`
  const running = start(['-e', npm, main])
  const { pids, folder } = await everything(running)
  running.child.kill('SIGKILL')
  await allGone(pids)
  expect(existsSync(folder)).toBe(false)
})

test('a server that ends by itself ends the rest, with its name and its last words', async () => {
  const running = start([main])
  const { pids } = await everything(running)
  expect(await prometheusOf(running).query('vector(1)')).toHaveLength(1)
  const prometheus = pids.find((pid) => nameOf(pid).startsWith('prometheus'))
  if (prometheus === undefined) throw new Error('There is no process of Prometheus.')
  process.kill(prometheus, 'SIGKILL')
  const [code] = await once(running.child, 'close')
  expect(code).toBe(1)
  expect(running.output()).toContain('prometheus ended by itself (SIGKILL). The last that it said:')
  await allGone(pids)
})

test('an occupied port is one sentence, before anything is started', async () => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  const running = start([main], { PROMETHEUS_PORT: String(address.port) })
  const [code] = await once(running.child, 'close')
  expect(code).toBe(1)
  expect(running.output()).toBe(
    `Port ${address.port}, which Prometheus needs, is in use. End what listens there, or set PROMETHEUS_PORT to a free port (0 for any).\n`,
  )
  await new Promise((resolve) => server.close(resolve))
})
