import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { renderArtifacts } from 'spanmeter/artifacts'
import { LoadGenerator } from '../../examples/shop/load/generator.ts'
import { KINDS, type Kind } from '../../examples/shop/load/kinds.ts'
import { createTelemetry } from '../../examples/shop/telemetry.ts'
import { anyFreePorts, choosePorts } from '../../stack/ports.mjs'
import { Gate } from './gate.ts'
import { type ShopStack, startShopStack } from './shop-stack.ts'
import type { Backends, SpareCollector } from './spare-collector.ts'

/** Five minutes take three seconds: a rate needs two scrapes. */
export const TIME_SCALE = 100
/** How long Prometheus shows the last sample of a series that is sent to it: 5 m otherwise. */
const LOOKBACK = '3s'
const REQUESTS_PER_SECOND = 40

/** Products that the cache always has: the time for which it keeps them is not scaled. */
const FAVOURITES = 10

/** What is wrong now and then on any day would be so several times a second at this speed: it is left out. */
const CALM = KINDS.filter(({ name }) => !/unknown|no such|wrong|twice|dead|declined/.test(name)).map(
  (kind): Kind =>
    kind.name === 'view'
      ? {
          ...kind,
          make: (shopper) => ({ method: 'GET', path: `/products/${1 + (shopper.product() % FAVOURITES)}` }),
        }
      : kind,
)

/** What the stack needs to be there before it, and does not take along when it ends. */
class Surroundings {
  /** Between the Collector and Prometheus. */
  readonly gate: Gate
  /** Before Jaeger and Prometheus, for the second Collector. */
  readonly spareGates: readonly [Gate, Gate]
  /** The folder of the rules. */
  readonly rules = mkdtempSync(join(tmpdir(), 'shop-rules-'))

  static async of(ports: ShopStack['ports']): Promise<Surroundings> {
    const gate = await Gate.before(ports.prometheus)
    const spareGates = [await Gate.before(ports.jaegerOtlp), await Gate.before(ports.prometheus)] as const
    return new Surroundings(gate, spareGates)
  }

  private constructor(gate: Gate, spareGates: readonly [Gate, Gate]) {
    this.gate = gate
    this.spareGates = spareGates
    writeFileSync(join(this.rules, 'shop.rules.yml'), scaledRules())
  }

  async remove(): Promise<void> {
    for (const gate of [this.gate, ...this.spareGates]) await gate.close()
    rmSync(this.rules, { recursive: true })
  }
}

/** The stack with the rules of the shop at {@link TIME_SCALE}, under steady load, and what faults need to begin. */
export class AlertStack {
  readonly running: ShopStack
  /** The second Collector, while there is one. */
  spare: SpareCollector | undefined
  readonly #surroundings: Surroundings
  #load: LoadGenerator | undefined

  private constructor(running: ShopStack, surroundings: Surroundings) {
    this.running = running
    this.#surroundings = surroundings
  }

  static async start(): Promise<AlertStack> {
    const ports = await choosePorts(anyFreePorts())
    const surroundings = await Surroundings.of(ports)
    const { gate, rules } = surroundings
    try {
      const running = await startShopStack({
        ports,
        prometheus: { rules, flags: [`--query.lookback-delta=${LOOKBACK}`] },
        collector: {
          env: { PROMETHEUS_OTLP_ENDPOINT: `http://${gate.address}/api/v1/otlp` },
          // What waits a second for company would be minutes late.
          overlay: {
            exporters: { 'otlp_http/prometheus': { sending_queue: { batch: { flush_timeout: '50ms' } } } },
          },
        },
        shopEnv: { OTEL_EXPORTER_OTLP_TIMEOUT: '3000' },
      })
      return new AlertStack(running, surroundings)
    } catch (error) {
      await surroundings.remove()
      throw error
    }
  }

  /** Between the Collector and Prometheus. */
  get gate(): Gate {
    return this.#surroundings.gate
  }

  /** Before Jaeger and Prometheus, for the second Collector. */
  get spareGates(): readonly [Gate, Gate] {
    return this.#surroundings.spareGates
  }

  get shopUrl(): string {
    return `http://127.0.0.1:${this.running.ports.shop}`
  }

  /** Where the second Collector sends to. */
  get backends(): Backends {
    const [jaeger, prometheus] = this.spareGates
    return { jaeger: jaeger.address, prometheus: prometheus.address }
  }

  startLoad(): void {
    const { shop } = this.running.ports
    this.#load = new LoadGenerator({ host: '127.0.0.1', port: shop, rate: REQUESTS_PER_SECOND, kinds: CALM })
    this.#load.start()
  }

  async stopLoad(): Promise<void> {
    await this.#load?.stop()
  }

  async stop(): Promise<void> {
    try {
      await this.stopLoad()
      await this.spare?.stop()
    } finally {
      await this.running.stop()
      await this.#surroundings.remove()
    }
  }
}

/** The rules of the shop, with every window and `for` divided. */
function scaledRules(): string {
  const artifacts = renderArtifacts(createTelemetry('shop'), { timeScale: TIME_SCALE })
  const rules = artifacts.get('prometheus/rules/shop.rules.yml')
  if (rules === undefined) throw new Error('There are no rules for the shop.')
  return rules
}
