import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildPrograms } from '../../stack/go/build.mjs'
import { repository } from '../../stack/go/programs.mjs'
import { Keeper } from '../../stack/keeper/keeper.mjs'
import { anyFreePorts, choosePorts } from '../../stack/ports.mjs'
import { until } from './until.ts'

type Ports = Awaited<ReturnType<typeof choosePorts>>

/** The ports that pages write, and whose they are. */
const usual: Readonly<Record<number, keyof Ports>> = {
  4317: 'otlpGrpc',
  4318: 'otlpHttp',
  8080: 'shop',
  8888: 'collectorMetrics',
  8889: 'jaegerMetrics',
  9090: 'prometheus',
  9464: 'shopMetrics',
  13133: 'collectorHealth',
  13134: 'jaegerHealth',
  16686: 'jaeger',
}

/** Answers 200 once the server that a page starts is ready. */
const ready: Readonly<Record<string, (ports: Ports) => string>> = {
  jaeger: (ports) => `http://127.0.0.1:${ports.jaegerHealth}/status`,
  prometheus: (ports) => `http://127.0.0.1:${ports.prometheus}/-/ready`,
  collector: (ports) => `http://127.0.0.1:${ports.collectorHealth}`,
  shop: (ports) => `http://127.0.0.1:${ports.shop}/health`,
}

/** The stack as somebody has it who types the commands of the documentation. */
export class StackByHand {
  readonly #keeper: Keeper
  readonly #ports: Ports
  readonly #folder: string
  readonly #env: NodeJS.ProcessEnv

  private constructor(options: { keeper: Keeper; ports: Ports; folder: string; bin: string }) {
    const { keeper, ports, folder, bin } = options
    this.#keeper = keeper
    this.#ports = ports
    this.#folder = folder
    this.#env = { ...process.env, ...variablesOf(ports), PATH: `${bin}:${process.env.PATH}`, LC_ALL: 'C' }
  }

  /** Has the programs on its PATH under the names that they have in the official archives, and free ports. */
  static async prepare(): Promise<StackByHand> {
    const keeper = new Keeper()
    const programs = await buildPrograms({ keeper, say: console.log })
    const folder = mkdtempSync(join(tmpdir(), 'by-hand-'))
    const bin = join(folder, 'bin')
    mkdirSync(bin)
    const { prometheus, promtool, jaeger, otelcol } = programs
    for (const [name, program] of Object.entries({
      prometheus,
      promtool,
      jaeger,
      'otelcol-contrib': otelcol,
    }))
      symlinkSync(program, join(bin, name))
    return new StackByHand({ keeper, ports: await choosePorts(anyFreePorts()), folder, bin })
  }

  /** Runs commands in the repository's folder to their end; fails when one fails. */
  run(commands: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const script = `set -euo pipefail\n${this.#here(commands)}`
      const options = { cwd: repository, env: this.#env, timeout: 60_000 }
      execFile('bash', ['-c', script], options, (error, stdout, stderr) => {
        if (error === null) resolve(stdout)
        else reject(new Error(`${script}\nended with ${error.code}:\n${stdout}\n${stderr}`))
      })
    })
  }

  /** Starts a server by its command, and resolves when it is ready. */
  async serve(name: string, command: string): Promise<void> {
    const url = ready[name]?.(this.#ports)
    if (url === undefined) throw new Error(`It is not known how to see that "${name}" is ready.`)
    const log = join(this.#folder, `${name}.log`)
    const args = ['-c', this.#here(command)]
    const kept = await this.#keeper.start({ command: 'bash', args, cwd: repository, env: this.#env, log })
    const ended = kept.ended.then((how) => {
      throw new Error(`${command}\nended by itself (${how}):\n${readFileSync(log, 'utf8').slice(-2_000)}`)
    })
    await Promise.race([
      ended,
      until(
        () => url,
        async () => (await isOk(url)) || undefined,
      ),
    ])
  }

  /** Writes a file into `.cache/by-hand`, as the commands of pages see it. */
  write(name: string, text: string): void {
    const folder = join(this.#folder, 'by-hand')
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, name), text)
  }

  async end(): Promise<void> {
    await this.#keeper.close()
    rmSync(this.#folder, { recursive: true, force: true })
  }

  /** On the ports of this run, in its folder, and without building the shop again, which is built. */
  #here(commands: string): string {
    return commands
      .replaceAll('.cache/by-hand', join(this.#folder, 'by-hand'))
      .replaceAll('npm run demo', 'exec node build/examples/shop/main.js')
      .replaceAll(/(?<![\w.])(?:127\.0\.0\.1|\$\(hostname\)):(\d+)/g, (place, port: string) => {
        const name = usual[Number(port)]
        if (name === undefined) throw new Error(`${place} is no port of the stack.`)
        return place.replace(port, String(this.#ports[name]))
      })
  }
}

/** Where the configuration files take their ports from. */
function variablesOf(ports: Ports): NodeJS.ProcessEnv {
  return {
    PORT: String(ports.shop),
    OTEL_EXPORTER_PROMETHEUS_PORT: String(ports.shopMetrics),
    COLLECTOR_OTLP_GRPC_PORT: String(ports.otlpGrpc),
    COLLECTOR_OTLP_HTTP_PORT: String(ports.otlpHttp),
    COLLECTOR_HEALTH_PORT: String(ports.collectorHealth),
    COLLECTOR_METRICS_PORT: String(ports.collectorMetrics),
    JAEGER_QUERY_PORT: String(ports.jaeger),
    JAEGER_QUERY_GRPC_PORT: String(ports.jaegerGrpc),
    JAEGER_OTLP_PORT: String(ports.jaegerOtlp),
    JAEGER_HEALTH_PORT: String(ports.jaegerHealth),
    JAEGER_METRICS_PORT: String(ports.jaegerMetrics),
    JAEGER_OTLP_ENDPOINT: `127.0.0.1:${ports.jaegerOtlp}`,
    PROMETHEUS_ENDPOINT: `http://127.0.0.1:${ports.prometheus}`,
    PROMETHEUS_OTLP_ENDPOINT: `http://127.0.0.1:${ports.prometheus}/api/v1/otlp`,
  }
}

async function isOk(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(2_000) })).ok
  } catch {
    return false // Nobody listens yet.
  }
}
