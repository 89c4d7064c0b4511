import { execFile } from 'node:child_process'
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'

const execute = promisify(execFile)
const repository = join(import.meta.dirname, '../..')
const programs = join(import.meta.dirname, 'programs')

/** An application in a folder of its own, outside the repository: it sees only what it has installed. */
export interface Application {
  readonly folder: string
  /** Installs what `npm install` is given, with this application's Node. Resolves with what npm said on both streams. */
  install(...packages: readonly string[]): Promise<string>
  /** Runs one of the `programs/`, copied there, and resolves with what it printed as JSON. */
  run(program: string): Promise<unknown>
  /** Versions of each OpenTelemetry package below `node_modules`, one entry per copy. */
  copies(): Record<string, string[]>
}

/** Packs what is built, and resolves with the tarball's path, in a folder of its own. */
export async function pack(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'spanmeter-packed-'))
  const { stdout } = await execute(
    'npm',
    ['pack', '--json', '--ignore-scripts', '--pack-destination', folder],
    { cwd: repository },
  )
  // npm 11 gives a list, npm 12 an object by name.
  const [{ filename }] = Object.values(JSON.parse(stdout)) as [{ filename: string }]
  return join(folder, filename)
}

/** @param node the executable it runs on. Default: the running one. */
export function createApplication(node = process.execPath): Application {
  const folder = mkdtempSync(join(tmpdir(), 'spanmeter-application-'))
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'application', private: true, type: 'module' }),
  )
  const env = environment(node)
  return {
    folder,
    async install(...packages) {
      const args = [await npmCli(), 'install', '--no-audit', '--no-fund', '--prefer-offline', ...packages]
      const { stdout, stderr } = await execute(node, args, { cwd: folder, env })
      return stdout + stderr
    },
    async run(program) {
      copyFileSync(join(programs, program), join(folder, basename(program)))
      const { stdout } = await execute(node, [basename(program)], { cwd: folder, env, timeout: 60_000 })
      return JSON.parse(stdout.trim().split('\n').at(-1) ?? '')
    },
    copies: () => copiesBelow(join(folder, 'node_modules')),
  }
}

/** The machine's environment without what configures npm's caller, OpenTelemetry or the test runner. */
function environment(node: string): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([key]) => !/^(OTEL_|METRICS_|VITEST|npm_|NODE_)/.test(key),
  )
  return { ...Object.fromEntries(inherited), PATH: `${join(node, '..')}:${process.env.PATH}` }
}

/** npm's own program, so that it can run on another Node than the one it came with. */
async function npmCli(): Promise<string> {
  const { stdout } = await execute('npm', ['root', '--global'])
  return join(stdout.trim(), 'npm/bin/npm-cli.js')
}

function copiesBelow(folder: string): Record<string, string[]> {
  const copies: Record<string, string[]> = {}
  const manifest = /(?:^|\/)@opentelemetry\/[^/]+\/package\.json$/
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!manifest.test(path)) continue
    const { name, version } = JSON.parse(readFileSync(join(folder, path), 'utf8')) as Record<
      'name' | 'version',
      string
    >
    copies[name] = [...(copies[name] ?? []), version]
  }
  return copies
}
