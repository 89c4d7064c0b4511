import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { DockerfileParser } from 'dockerfile-ast'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freePort } from '../../stack/free-port.mjs'
import { buildImage, type Image } from './build-image.ts'

const repository = join(import.meta.dirname, '../..')
const dockerfile = join(repository, 'shop.Dockerfile')
const parsed = DockerfileParser.parse(readFileSync(dockerfile, 'utf8'))
const minutes = 60_000

describe('shop.Dockerfile', () => {
  test('every stage stands on the same image, of one exact version', () => {
    const images = new Set(parsed.getFROMs().map((from) => from.getImage()))
    expect([...images]).toEqual([expect.stringMatching(/^node:24\.\d+\.\d+-bookworm-slim$/)])
  })

  test('the image does not run as root, and starts Node itself, so that it gets the signals', () => {
    const last = parsed
      .getInstructions()
      .slice(parsed.getInstructions().lastIndexOf(parsed.getFROMs().at(-1) ?? never()))
    const users = last.filter((instruction) => instruction.getKeyword() === 'USER')
    expect(users.map((user) => user.getArgumentsContent())).toEqual(['node'])
    expect(parsed.getENTRYPOINTs().map((entrypoint) => entrypoint.getArgumentsContent())).toEqual([
      '["node", "build/examples/shop/main.js"]',
    ])
    expect(parsed.getCMDs()).toEqual([])
  })
})

describe('what shop.Dockerfile builds, from nothing but what .dockerignore lets through', () => {
  let folder: string
  let image: Image

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'shop-image-'))
    image = buildImage({ dockerfile, context: repository, folder })
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('it starts, is healthy, and ends with code 0 on SIGTERM', async () => {
    const port = await freePort()
    const env = {
      ...image.env,
      PATH: process.env.PATH,
      PORT: String(port),
      OTEL_EXPORTER_PROMETHEUS_PORT: '0',
    }
    const cwd = join(image.root, image.workdir)
    expect(isHealthy(image, { cwd, env }), 'before it has started').toBe(false)
    const [command = '', ...args] = image.entrypoint
    const shop = spawn(command, [...args, '--rate', '0'], { cwd, env, stdio: ['ignore', 'ignore', 'pipe'] })
    let complaints = ''
    shop.stderr.on('data', (chunk) => {
      complaints += chunk
    })
    try {
      const deadline = Date.now() + minutes
      while (isRunning(shop) && !isHealthy(image, { cwd, env }) && Date.now() < deadline) await pause(200)
      expect(isHealthy(image, { cwd, env }), complaints).toBe(true)
      const answer = await fetch(`http://127.0.0.1:${port}/products?limit=1`)
      expect(answer.status).toBe(200)
      shop.kill('SIGTERM')
      expect(await once(shop, 'exit'), complaints).toEqual([0, null])
    } finally {
      shop.kill('SIGKILL')
    }
  })

  test('it holds no tests, no compiler and no secrets', () => {
    const listed = spawnSync('find', ['.', '-not', '-path', '*/node_modules/*/*'], {
      cwd: join(image.root, image.workdir),
    })
    const paths = String(listed.stdout)
    expect(paths).toContain('./node_modules/fastify')
    expect(paths).not.toMatch(/\.test\.|node_modules\/(typescript|vitest)\b|\.env|\.git\b|\.npmrc/)
  })
})

function isRunning(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null
}

function isHealthy({ healthcheck }: Image, { cwd, env }: { cwd: string; env: NodeJS.ProcessEnv }): boolean {
  const [command = '', ...args] = healthcheck
  return spawnSync(command, args, { cwd, env, timeout: 10_000 }).status === 0
}

function never(): never {
  throw new Error('There is no FROM.')
}
