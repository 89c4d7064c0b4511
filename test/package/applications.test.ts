import { execFile } from 'node:child_process'
import { copyFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { node24, runsSdk3 } from '../sdk-3/node-24.mjs'
import { type Application, createApplication, pack } from './application.ts'

const execute = promisify(execFile)
const repository = join(import.meta.dirname, '../..')
const minutes = 60_000

/** The line that npm picks where the application has none: the newest that this Node's version is allowed for. */
const npmPicks = runsSdk3() ? '3' : '2'

/**
 * SDK 2.x as an application has it. Where npm would fill in 3.x for what is missing, the application has to have all
 * of it: docs/decisions/packaging.md.
 */
const sdk2 = [
  '@opentelemetry/api@1.9.1',
  '@opentelemetry/sdk-metrics@2.12.1',
  ...(npmPicks === '3'
    ? [
        'sdk-trace@2.12.1',
        'context-async-hooks@2.12.0',
        'otlp-exporter-base@0.223.1',
        'otlp-transformer@0.223.1',
      ].map((name) => `@opentelemetry/${name}`)
    : []),
]

let tarball = ''
const folders: string[] = []

beforeAll(async () => {
  tarball = await pack()
  folders.push(dirname(tarball))
}, minutes)

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

function application(node?: string): Application {
  const made = createApplication(node)
  folders.push(made.folder)
  return made
}

/** npm's exit code is 0 for conflicts that it overrides: what it says about them counts as well. */
function expectClean(said: string): void {
  expect(said).not.toMatch(/ERESOLVE|npm (error|ERR!)/)
}

function duplicates(copies: Record<string, string[]>): string[] {
  return Object.entries(copies).flatMap(([name, versions]) =>
    versions.length > 1 ? `${name} ${versions}` : [],
  )
}

describe.each([
  { node: process.version, line: npmPicks, executable: process.execPath },
  { node: 'Node 24', line: '3', executable: node24() },
])('an application without OpenTelemetry on $node', ({ line, executable }) => {
  const own = application(executable)

  test(
    'installs the package alone, by one npm install, with one copy of each package of one line',
    async () => {
      expectClean(await own.install(tarball))
      expect(duplicates(own.copies())).toEqual([])
      expect(own.copies()['@opentelemetry/sdk-metrics']?.[0]).toMatch(new RegExp(`^${line}\\.`))
    },
    minutes,
  )

  test(
    'measures an operation, serves its metrics and pushes both signals',
    async () => {
      expect(await own.run('with-setup.mjs')).toEqual({
        rows: [1],
        counted: '1',
        received: ['/v1/metrics', '/v1/traces'],
      })
    },
    minutes,
  )

  test(
    'may require the package from CommonJS',
    async () => {
      expect(await own.run('with-setup.cjs')).toEqual({ counted: '1', handler: 'function' })
    },
    minutes,
  )

  test(
    'compiles against every entry point, the types of libraries checked as well',
    async () => {
      copyFileSync(join(import.meta.dirname, 'programs/consumer.ts'), join(own.folder, 'consumer.ts'))
      const compilerOptions = {
        module: 'nodenext',
        target: 'es2023',
        strict: true,
        // Whoever exports a system has its type written out: every name in it must be had from an entry point.
        declaration: true,
        outDir: 'out',
        types: ['node'],
      }
      writeFileSync(
        join(own.folder, 'tsconfig.json'),
        JSON.stringify({ compilerOptions, files: ['consumer.ts'] }),
      )
      await own.install('--save-dev', '@types/node@20')
      const tsc = join(repository, 'node_modules/.bin/tsc')
      const { stdout } = await execute(tsc, ['-p', own.folder]).catch((error) => error)
      expect(stdout).toBe('')
    },
    minutes,
  )
})

describe('an application with SDK 2.x', () => {
  const own = application()

  test(
    'keeps one copy of each of its packages',
    async () => {
      await own.install(...sdk2)
      expectClean(await own.install(tarball))
      expect(duplicates(own.copies())).toEqual([])
      expect(own.copies()['@opentelemetry/sdk-metrics']).toEqual(['2.12.1'])
    },
    minutes,
  )

  test(
    'runs the meters and the exposition on its own SDK',
    async () => {
      expect(await own.run('with-own-sdk.mjs')).toEqual({ rows: [1], counted: '1', application: '1' })
    },
    minutes,
  )
})

describe('an application with SDK 3.x and API 1.10 on Node 24', () => {
  const own = application(node24())

  test(
    'keeps one copy of each of its packages',
    async () => {
      await own.install(
        '@opentelemetry/api@1.10.0',
        '@opentelemetry/sdk-metrics@3.1.1',
        '@opentelemetry/sdk-trace@3.1.1',
      )
      expectClean(await own.install(tarball))
      expect(duplicates(own.copies())).toEqual([])
      expect(own.copies()['@opentelemetry/sdk-metrics']).toEqual(['3.1.1'])
    },
    minutes,
  )

  test(
    'runs the meters and the exposition on its own SDK',
    async () => {
      expect(await own.run('with-own-sdk.mjs')).toEqual({ rows: [1], counted: '1', application: '1' })
    },
    minutes,
  )
})
