import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Collector, type Reply } from '../otlp/collector.ts'
import { pointsNamed } from '../otlp/decoder.ts'

const repository = join(import.meta.dirname, '../..')
/** Its own: the suite may run twice at once in one checkout. */
const build = join(repository, `build/setup-processes-${process.pid}`)

beforeAll(() => {
  const compiler = join(repository, 'node_modules/typescript/bin/tsc')
  // Type errors are another test's matter: what is needed here is what is emitted.
  spawnSync(
    process.execPath,
    [compiler, '-p', 'tsconfig.build.json', '--outDir', build, ...plainJavaScript],
    { cwd: repository },
  )
})

afterAll(() => rmSync(build, { recursive: true, force: true }))

/** The package's build leaves JavaScript to a bundler; here a file for each module will do. */
const plainJavaScript = [
  '--emitDeclarationOnly',
  'false',
  '--declaration',
  'false',
  '--declarationMap',
  'false',
]

interface Ended {
  code: number | null
  signal: NodeJS.Signals | null
  output: string
  errors: string
}

function launch(
  program: string,
  environment: Record<string, string>,
): { child: ChildProcess; end: Promise<Ended>; saw: (text: string) => Promise<void> } {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'processes', program)], {
    env: {
      PATH: process.env.PATH,
      SPANMETER_SETUP: pathToFileURL(join(build, 'setup/index.js')).href,
      OTEL_EXPORTER_PROMETHEUS_PORT: '0',
      ...environment,
    },
  })
  let output = ''
  let errors = ''
  child.stdout.on('data', (chunk) => (output += chunk))
  child.stderr.on('data', (chunk) => (errors += chunk))
  return {
    child,
    end: once(child, 'close').then(([code, signal]) => ({ code, signal, output, errors })),
    saw: async (text) => {
      while (!output.includes(text)) await once(child.stdout, 'data')
    },
  }
}

test('disabled: no module of the SDK is loaded, no timer runs, no socket is open', async () => {
  const { code, output } = await launch('report-loaded.mjs', { OTEL_SDK_DISABLED: 'true' }).end
  expect(code).toBe(0)
  const { sdk, active } = JSON.parse(output)
  expect(sdk).toEqual([])
  expect(active.filter((resource: string) => /Timeout|TCP|Server|Immediate/.test(resource))).toEqual([])
})

test('the same report names the SDK and the port when it is not disabled', async () => {
  const { output } = await launch('report-loaded.mjs', {}).end
  const { sdk } = JSON.parse(output)
  expect(sdk.join()).toMatch(/sdk-metrics/)
})

test('metrics alone load neither the tracing SDK nor OTLP', async () => {
  const { output } = await launch('report-loaded.mjs', {}).end
  expect(JSON.parse(output).sdk.filter((path: string) => /sdk-trace|otlp/.test(path))).toEqual([])
})

test('nothing that was started keeps the process alive', async () => {
  const { code, output } = await launch('start-and-return.mjs', {}).end
  expect({ code, output }).toEqual({ code: 0, output: 'came to its end\n' })
})

const faults: [string, Reply | 'refused'][] = [
  ['is healthy', 200],
  ['answers 503', 503],
  ['never answers', 'never'],
  ['drips', 'drip'],
  ['is not there', 'refused'],
]

test.each(faults)(
  'after shutdown the process ends by itself, also when the Collector %s',
  async (_name, fault) => {
    const collector = await new Collector().start()
    if (fault !== 'refused') collector.reply(fault)
    const endpoint = fault === 'refused' ? 'http://127.0.0.1:1' : collector.url
    const { code, output, errors } = await launch('shut-down-and-return.mjs', {
      OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
      OTEL_EXPORTER_OTLP_TIMEOUT: '60000',
    }).end
    await collector.stop()
    expect({ code, output }).toEqual({ code: 0, output: 'shut down, timers left: 0\n' })
    expect(errors).not.toMatch(/Unhandled|UnhandledPromise/)
  },
)

test('on SIGTERM telemetry is sent, and the process ends by the signal', async () => {
  const collector = await new Collector().start()
  const service = launch('wait-for-signal.mjs', { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url })
  await service.saw('ready')
  service.child.kill('SIGTERM')
  expect(await service.end).toMatchObject({ code: null, signal: 'SIGTERM' })
  expect(collector.spanNames).toEqual(['work'])
  expect(pointsNamed(collector.metrics, 'orders_total')).toHaveLength(1)
  await collector.stop()
})

test('an application with a SIGTERM handler of its own decides itself how the process ends', async () => {
  const service = launch('wait-for-signal.mjs', { OWN_HANDLER: 'yes' })
  await service.saw('ready')
  service.child.kill('SIGTERM')
  expect(await service.end).toMatchObject({ code: 3, signal: null, output: 'ready\nown handler\n' })
})

test('a wrong variable is told on the console of an application without a logger', async () => {
  const { errors } = await launch('start-and-return.mjs', { OTEL_TRACES_SAMPLER: 'sometimes' }).end
  expect(errors.match(/OTEL_TRACES_SAMPLER is "sometimes", which is not one of/g)).toHaveLength(1)
})

test('a port in use ends a program that does not handle it, with a sentence', async () => {
  const other = await new Collector().start()
  const { port } = new URL(other.url)
  const { code, errors } = await launch('report-loaded.mjs', { OTEL_EXPORTER_PROMETHEUS_PORT: port }).end
  expect(code).toBe(1)
  expect(errors).toMatch(new RegExp(`port ${port} of 127.0.0.1 is taken by another program`))
  await other.stop()
})
