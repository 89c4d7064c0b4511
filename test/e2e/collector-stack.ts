import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { buildPrograms } from '../../stack/go/build.mjs'
import { repository } from '../../stack/go/programs.mjs'
import { Keeper } from '../../stack/keeper/keeper.mjs'
import { anyFreePorts, choosePorts } from '../../stack/ports.mjs'
import { startStack } from '../../stack/start-stack.mjs'

const execute = promisify(execFile)

/** What makes the way through a network safe: files in the folder of the run. */
export interface Credentials {
  readonly token: string
  readonly tokenFile: string
  /** Of 127.0.0.1, signed by itself. */
  readonly certificate: string
  readonly key: string
}

export interface StartedCollector {
  readonly http: string
  readonly grpc: string
  /** Where the samplers take what is to be counted. */
  readonly services: string
  readonly kept: Awaited<ReturnType<Stack['run']>>
}

type Stack = Awaited<ReturnType<typeof startStack>>

/** Prometheus, Jaeger and the gateway on free ports, and whatever Collectors a test needs beside them. */
export interface CollectorStack {
  readonly stack: Stack
  readonly credentials: Credentials
  /** What a Collector reads that sends to Prometheus and Jaeger of this stack. */
  readonly destinations: NodeJS.ProcessEnv
  freePorts(): ReturnType<typeof choosePorts>
  /** Starts one more Collector from these files of `collector/` (or whole paths), one over the other. */
  collector(options: {
    readonly name: string
    readonly files: readonly string[]
    readonly env?: NodeJS.ProcessEnv
  }): Promise<StartedCollector>
  stop(): Promise<void>
}

/** Starts them. Scrapes and span metrics come once per second instead of every 15 s. */
export async function startCollectorStack(): Promise<CollectorStack> {
  const keeper = new Keeper()
  try {
    const ports = await choosePorts(anyFreePorts())
    const programs = await buildPrograms({ keeper, say: console.log })
    const env = { COLLECTOR_SPAN_METRICS_INTERVAL: '1s' }
    const stack = await startStack({ keeper, programs, ports, scrapeInterval: '1s', env })
    const credentials = await makeCredentials(stack.folder)
    const freePorts = () => choosePorts(anyFreePorts())
    return {
      stack,
      credentials,
      destinations: {
        JAEGER_OTLP_ENDPOINT: `127.0.0.1:${ports.jaegerOtlp}`,
        JAEGER_INSECURE: 'true',
        PROMETHEUS_OTLP_ENDPOINT: `${stack.prometheus}/api/v1/otlp`,
      },
      freePorts,
      async collector({ name, files, env: more = {} }) {
        const own = await freePorts()
        const paths = files.map((file) =>
          file.includes('/') ? file : join(repository, `collector/${file}.yaml`),
        )
        const kept = await stack.run({
          name,
          command: programs.otelcol,
          args: paths.flatMap((path) => ['--config', path]),
          env: {
            COLLECTOR_OTLP_GRPC_PORT: String(own.otlpGrpc),
            COLLECTOR_OTLP_HTTP_PORT: String(own.otlpHttp),
            COLLECTOR_SERVICES_PORT: String(own.shop),
            COLLECTOR_HEALTH_PORT: String(own.collectorHealth),
            COLLECTOR_METRICS_PORT: String(own.collectorMetrics),
            COLLECTOR_QUEUE_DIRECTORY: join(stack.folder, `${name}-queue`),
            COLLECTOR_TOKEN_FILE: credentials.tokenFile,
            SAMPLER_TOKEN_FILE: credentials.tokenFile,
            COLLECTOR_CERT_FILE: credentials.certificate,
            COLLECTOR_KEY_FILE: credentials.key,
            COLLECTOR_CA_FILE: credentials.certificate,
            ...more,
          },
          ready: `http://127.0.0.1:${own.collectorHealth}`,
        })
        return {
          kept,
          http: `127.0.0.1:${own.otlpHttp}`,
          grpc: `127.0.0.1:${own.otlpGrpc}`,
          services: `127.0.0.1:${own.shop}`,
        }
      },
      async stop() {
        await stack.stop()
        await keeper.close()
      },
    }
  } catch (error) {
    await keeper.close()
    throw error
  }
}

async function makeCredentials(folder: string): Promise<Credentials> {
  const [tokenFile, certificate, key] = ['token', 'certificate.pem', 'key.pem'].map((name) =>
    join(folder, name),
  )
  if (!tokenFile || !certificate || !key) throw new Error('A name is missing.')
  const token = randomBytes(24).toString('hex')
  writeFileSync(tokenFile, `${token}\n`)
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2']
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1']
  await execute('openssl', ['req', '-x509', ...kind, ...subject, '-keyout', key, '-out', certificate])
  return { token, tokenFile, certificate, key }
}
