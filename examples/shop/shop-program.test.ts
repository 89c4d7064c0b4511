import { execFileSync } from 'node:child_process'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo, Server } from 'node:net'
import { PGlite } from '@electric-sql/pglite'
import { afterEach, describe, expect, test } from 'vitest'
import { servePostgres } from '../../test/integrations/postgres-server.ts'
import { isAlive, lineOf, type Program, startProgram, until } from './testing/program.ts'

const running: Program[] = []

function start(argv: readonly string[], env: NodeJS.ProcessEnv = {}): Program {
  const program = startProgram(argv, env)
  running.push(program)
  return program
}

afterEach(() => {
  for (const { child } of running.splice(0)) child.kill('SIGKILL')
})

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

describe('the program', () => {
  test('into a pipe it prints plain lines, and the summary with the tree, without control codes', async () => {
    const program = start(['--duration', '3s', '--fault', 'slow-database'])
    expect(await program.exit()).toBe(0)
    const output = program.stdout()
    expect(output).not.toContain('\u001b')
    expect(output).toMatch(/^The shop is at http:\/\/127\.0\.0\.1:\d+\.$/m)
    expect(output).toMatch(/^Its metrics are at http:\/\/127\.0\.0\.1:\d+\/metrics\.$/m)
    expect(output).toContain('faults slow-database')
    expect(output).toMatch(/^http\.server +\d+ +\d+ /m)
    expect(output).toMatch(/[├└]─ (select|insert|update|delete) \w+/)
    expect(program.stderr()).toBe('')
  })

  test('a taken port of the shop is said in one sentence', async () => {
    const server = createServer()
    const port = await listen(server)
    const program = start(['--duration', '1s'], { PORT: String(port) })
    expect(await program.exit()).toBe(1)
    server.close()
    expect(program.stderr()).toBe(
      `Port ${port} is taken by another program. Set PORT to a free port, or to 0 for any free one.\n`,
    )
  })

  test('a taken port of the metrics is said in one line, which names the variable', async () => {
    const server = createServer()
    const port = await listen(server)
    const program = start(['--duration', '1s'], { OTEL_EXPORTER_PROMETHEUS_PORT: String(port) })
    expect(await program.exit()).toBe(1)
    server.close()
    expect(program.stderr()).toMatch(/^[^\n]+\n$/)
    expect(program.stderr()).toContain('OTEL_EXPORTER_PROMETHEUS_PORT')
    expect(program.stderr()).toContain(String(port))
  })

  test.each([
    [['--frobnicate'], {}, 'There is no option --frobnicate. See --help.\n'],
    [[], { PORT: 'eighty' }, 'PORT is "eighty", and must be a port from 0 (any free one) to 65535.\n'],
  ])('%j %j is refused with a sentence', async (argv, env, sentence) => {
    const program = start(argv, env)
    expect(await program.exit()).toBe(2)
    expect([program.stdout(), program.stderr()]).toEqual(['', sentence])
  })

  test('--help explains every option', async () => {
    const program = start(['--help'])
    expect(await program.exit()).toBe(0)
    for (const option of [
      '--rate',
      '--duration',
      '--fault',
      '--namespace',
      '--json',
      'PORT',
      'HOST',
      'DATABASE_URL',
      'REDIS_URL',
    ]) {
      expect(program.stdout()).toContain(option)
    }
  })

  test('when the shop is killed outright, the payment process ends as well', async () => {
    const program = start(['--json'])
    const { places } = await lineOf(program, 'started')
    const pid = places.paymentsPid ?? 0
    expect(isAlive(pid)).toBe(true)
    program.child.kill('SIGKILL')
    expect(await program.exit()).toBeNull()
    await until('the payment process to be gone', () => !isAlive(pid))
  })

  test('also when it is killed before the payment process has loaded', async () => {
    const program = start(['--json'])
    const pid = await until('a child process', () => childOf(program.child.pid ?? 0))
    program.child.kill('SIGKILL')
    await until('the payment process to be gone', () => !isAlive(pid))
  })

  test('told to stop while it starts, it stops, without a word about it', async () => {
    const program = start(['--json'])
    await until('a child process', () => childOf(program.child.pid ?? 0))
    program.child.kill('SIGINT')
    expect(await program.exit()).toBe(0)
    expect([program.stdout(), program.stderr()]).toEqual(['', ''])
  })

  test('when the payment process dies, the shop goes on, and ends cleanly', async () => {
    const program = start(['--json'])
    const { places } = await lineOf(program, 'started')
    process.kill(places.paymentsPid ?? 0, 'SIGKILL')
    await until('a breaker that opened', () =>
      program.lines().some((line) => line.type === 'status' && line.status.breakers[0]?.state === 'open'),
    )
    program.child.kill('SIGINT')
    expect(await program.exit()).toBe(0)
    expect(program.lines().at(-1)?.type).toBe('summary')
  })

  test('when its reader goes away, it ends by itself', async () => {
    const program = start(['--json'])
    const { places } = await lineOf(program, 'started')
    program.child.stdout?.destroy()
    await until('the end of the program', () => program.child.exitCode !== null)
    expect(isAlive(places.paymentsPid ?? 0)).toBe(false)
  })

  test('with an OTLP endpoint both processes export traces and metrics', async () => {
    const received = new Set<string>()
    const collector = createServer((request, response) => {
      void bodyOf(request).then((body) => {
        const service = body.includes('bazaar-payments') ? 'payments' : 'shop'
        if (body.includes('bazaar')) received.add(`${service} ${request.url}`)
        response.end()
      })
    })
    const port = await listen(collector)
    const program = start(['--json', '--duration', '4s'], {
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
      OTEL_SERVICE_NAME: 'bazaar',
    })
    expect(await program.exit()).toBe(0)
    collector.close()
    expect([...received].sort()).toEqual([
      'payments /v1/metrics',
      'payments /v1/traces',
      'shop /v1/metrics',
      'shop /v1/traces',
    ])
    const { places } = await lineOf(program, 'started')
    expect(places.otlp).toBe(`http://127.0.0.1:${port}`)
  })

  test('with DATABASE_URL it uses that server, through a pool', async () => {
    const engine = await PGlite.create()
    const server = await servePostgres(engine)
    const program = start(['--json', '--duration', '4s'], { DATABASE_URL: server.url })
    expect(await program.exit()).toBe(0)
    expect(program.stderr()).toBe('')
    const started = await lineOf(program, 'started')
    expect(started.places.database).toBe('server')
    const { rows } = await engine.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM spanmeter_shop.orders',
    )
    expect(rows[0]?.count).toBeGreaterThan(0)
    server.close()
    await engine.close()
  })

  test('a database that cannot be reached is said in one line', async () => {
    const program = start(['--json'], { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing' })
    expect(await program.exit()).toBe(1)
    expect(program.stderr()).toMatch(/^[^\n]*127\.0\.0\.1:1[^\n]*\n$/)
  })
})

function childOf(parent: number): number | undefined {
  const processes = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n')
  const found = processes
    .map((line) => line.trim().split(/\s+/).map(Number))
    .find(([, ppid]) => ppid === parent)
  return found?.[0]
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks).toString('latin1')
}
