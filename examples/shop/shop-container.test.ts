import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { lineOf, type Program, startProgram, until } from './testing/program.ts'

/** Another address of this machine, which only what listens on all of them answers. */
const ELSEWHERE = '127.0.0.2'

const running: Program[] = []

function start(env: NodeJS.ProcessEnv, nodeFlags: readonly string[] = []): Program {
  const program = startProgram(['--json'], env, nodeFlags)
  running.push(program)
  return program
}

afterEach(() => {
  for (const { child } of running.splice(0)) child.kill('SIGKILL')
})

async function statusAt(url: string): Promise<number | 'nobody'> {
  try {
    return (await fetch(url)).status
  } catch {
    return 'nobody'
  }
}

const elsewhere = (url = ''): string => url.replace('127.0.0.1', ELSEWHERE)

/** What makes every file of the machine read-only to Node, and to the processes that it forks. */
const READ_ONLY = ['--permission', '--experimental-permission']
  .filter((flag) => process.allowedNodeEnvironmentFlags.has(flag))
  .slice(0, 1)
  .concat(['--allow-fs-read=*', '--allow-child-process', '--allow-worker'])
  .concat(['--allow-net'].filter((flag) => process.allowedNodeEnvironmentFlags.has(flag)))

describe('the shop in a container', () => {
  test('it listens on this machine only, unless told otherwise', async () => {
    const { places } = await lineOf(start({}), 'started')
    expect(await statusAt(`${places.shop}/ready`)).toBe(200)
    expect(await statusAt(`${elsewhere(places.shop)}/ready`)).toBe('nobody')
    expect(await statusAt(elsewhere(places.metrics))).toBe('nobody')
  })

  test('with HOST=0.0.0.0 it is reached from outside, and its own load reaches it; an empty variable is none', async () => {
    const program = start({
      HOST: '0.0.0.0',
      OTEL_EXPORTER_PROMETHEUS_HOST: '0.0.0.0',
      DATABASE_URL: '',
      REDIS_URL: '',
      OTEL_SERVICE_NAME: '',
      OTEL_EXPORTER_OTLP_ENDPOINT: '',
    })
    const { places } = await lineOf(program, 'started')
    expect(places).toMatchObject({ database: 'embedded', cache: 'process' })
    expect(await statusAt(`${elsewhere(places.shop)}/ready`)).toBe(200)
    expect(await statusAt(elsewhere(places.metrics))).toBe(200)
    await until('load', () =>
      program.lines().some((line) => line.type === 'status' && line.status.routes.length > 3),
    )
    program.child.kill('SIGTERM')
    expect(await program.exit()).toBe(0)
    const summary = await lineOf(program, 'summary')
    expect(summary.load).toMatchObject({ unanswered: 0 })
    expect(program.stderr()).toBe('')
  })

  test('a HOST that is no address of this machine is said in a sentence', async () => {
    const program = start({ HOST: '203.0.113.7' })
    expect(await program.exit()).toBe(1)
    expect(program.stderr()).toBe(
      'HOST is "203.0.113.7", which is no address of this machine. Set it to 127.0.0.1, or to 0.0.0.0 for all of them.\n',
    )
  })

  test('a port taken on all addresses is said to be taken', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve))
    const { port } = server.address() as AddressInfo // It listens on TCP.
    const program = start({ HOST: '0.0.0.0', PORT: String(port) })
    expect(await program.exit()).toBe(1)
    server.close()
    expect(program.stderr()).toContain(`Port ${port} is taken by another program.`)
  })

  test('it writes no file, nor does its payment process', async () => {
    const program = start({ HOME: '/nonexistent', TMPDIR: '/nonexistent' }, READ_ONLY)
    const { places } = await lineOf(program, 'started')
    expect(await statusAt(`${places.shop}/ready`)).toBe(200)
    await until('a checkout', () =>
      program
        .lines()
        .some(
          (line) =>
            line.type === 'status' &&
            line.status.operations.some(({ operation }) => operation === 'checkout.pay'),
        ),
    )
    program.child.kill('SIGTERM')
    expect(await program.exit()).toBe(0)
    expect(program.stderr()).not.toContain('ERR_ACCESS_DENIED')
  })
})
