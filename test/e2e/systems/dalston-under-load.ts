import { actAsCustomers } from '../../../examples/dalston/launcher/customers.ts'
import {
  services as declared,
  type Service,
  type ServiceName,
} from '../../../examples/dalston/process/services.ts'
import { freePort } from '../../../stack/free-port.mjs'
import type { Rack } from '../../servers/rack.ts'
import { startRedis } from '../../servers/redis.ts'
import type { TestServer } from '../../servers/server.ts'
import { type ExampleProgram, startExample } from '../../systems/example-program.ts'
import { serviceNames } from '../../systems/running-dalston.ts'
import { SlowWay } from '../slow-way.ts'
import type { LiveSystem } from './live-system.ts'

const services: Readonly<Record<ServiceName, Service>> = declared

/** Each process of Dalston on its own, so that one can be killed and the others go on, and customers. */
export class DalstonUnderLoad implements LiveSystem {
  readonly addresses: ReadonlyMap<string, string>
  readonly redis: TestServer
  /** The gateway goes to Redis on it. */
  readonly wayToRedis: SlowWay
  readonly #ports: ReadonlyMap<ServiceName, number>
  readonly #files: string
  readonly #programs = new Map<ServiceName, ExampleProgram>()
  readonly #stop = new AbortController()
  #customers: Promise<void> | undefined

  static async start(rack: Rack): Promise<DalstonUnderLoad> {
    const redis = await startRedis(rack, { password: 'of a test' })
    const way = await SlowWay.to(redis.port)
    const ports = new Map<ServiceName, number>()
    for (const service of serviceNames) ports.set(service, await freePort())
    const dalston = new DalstonUnderLoad(redis, way, ports, rack.folder())
    await Promise.all(serviceNames.map((service) => dalston.run(service)))
    dalston.#customers = actAsCustomers({
      gateway: dalston.url('gateway'),
      trouble: 'none',
      until: dalston.#stop.signal,
    })
    return dalston
  }

  private constructor(
    redis: TestServer,
    wayToRedis: SlowWay,
    ports: ReadonlyMap<ServiceName, number>,
    files: string,
  ) {
    this.redis = redis
    this.wayToRedis = wayToRedis
    this.#ports = ports
    this.#files = files
    this.addresses = new Map(
      serviceNames.map((service) => [
        `127.0.0.1:${services[service].port}`,
        `127.0.0.1:${this.#portOf(service)}`,
      ]),
    )
  }

  url(service: ServiceName): string {
    return `http://127.0.0.1:${this.#portOf(service)}`
  }

  /** Starts a process, and resolves when it runs; where it was before when it was there before. */
  async run(service: ServiceName): Promise<void> {
    const { url } = this.redis
    const program = startExample(`dalston/${service}/main.js`, [], {
      PORT: String(this.#portOf(service)),
      REDIS_URL: service === 'gateway' ? url.replace(/:\d+$/, `:${this.wayToRedis.port}`) : url,
      SESSION_ROUTER_URL: this.url('session-router'),
      DALSTON_FILES: this.#files,
    })
    this.#programs.set(service, program)
    await program.until(`the address of ${service}`, () => /: http:\S+$/m.exec(program.output())?.[0])
  }

  async kill(service: ServiceName): Promise<void> {
    await this.#programs.get(service)?.crash()
  }

  async end(): Promise<number | null> {
    this.#stop.abort()
    await this.#customers
    const codes = await Promise.all([...this.#programs.values()].map((program) => program.end()))
    await this.wayToRedis.close()
    return codes.find((code) => code !== 0) ?? 0
  }

  #portOf(service: ServiceName): number {
    const port = this.#ports.get(service)
    if (port === undefined) throw new Error(`${service} has no port.`)
    return port
  }
}
