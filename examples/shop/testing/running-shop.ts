import { setTimeout as sleep } from 'node:timers/promises'
import type { Readiness } from '../readiness.ts'
import { EXPECTED_METRICS } from './expected-metrics.ts'
import { type Exposed, readExposition, total } from './exposed.ts'
import { lineOf, type Program, startProgram, until } from './program.ts'

/** A request that nobody answers is not waited for. */
const ANSWER_WITHIN_MS = 30_000

/** A running shop, asked over HTTP as anybody would. */
export class ShopUnderTest {
  readonly program: Program
  readonly namespace: string
  #shop = ''
  #metrics = ''

  constructor(namespace: string, env: NodeJS.ProcessEnv, args: readonly string[] = []) {
    this.namespace = namespace
    this.program = startProgram(['--json', '--rate', '60', '--namespace', namespace, ...args], env)
  }

  async started(): Promise<void> {
    const { places } = await lineOf(this.program, 'started')
    this.#shop = places.shop
    this.#metrics = places.metrics ?? ''
  }

  ask(path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(`${this.#shop}${path}`, { ...init, signal: AbortSignal.timeout(ANSWER_WITHIN_MS) })
  }

  put(path: string, body?: unknown): Promise<Response> {
    if (body === undefined) return this.ask(path, { method: 'PUT' })
    const headers = { 'content-type': 'application/json' }
    return this.ask(path, { method: 'PUT', headers, body: JSON.stringify(body) })
  }

  async readiness(): Promise<{ code: number } & Readiness> {
    const response = await this.ask('/ready')
    return { code: response.status, ...((await response.json()) as Readiness) }
  }

  async scrape(): Promise<Map<string, Exposed>> {
    return readExposition(await (await fetch(this.#metrics)).text())
  }

  /** The sum of all series of a metric, named without its namespace, that have these labels. */
  async total(name: string, labels: Readonly<Record<string, string>> = {}): Promise<number> {
    return total((await this.scrape()).get(this.#nameOf(name)), labels)
  }

  /** Waits until each metric that a shop must have is there, with its type and labels; says which are not. */
  async missingMetrics(): Promise<string[]> {
    const missing = async (): Promise<string[]> => {
      const families = await this.scrape()
      return Object.entries(EXPECTED_METRICS)
        .filter(([name, { type, labels }]) => {
          const exposed = families.get(this.#nameOf(name))
          if (exposed === undefined || exposed.samples.length === 0) return true
          return exposed.type !== type || [...exposed.labels].sort().join() !== [...labels].sort().join()
        })
        .map(([name]) => name)
    }
    for (let tries = 0; tries < 120 && (await missing()).length > 0; tries++) await sleep(500)
    return missing()
  }

  /** Waits until the breaker before Redis, or another, is in a state (0 closed, 1 open). */
  async breakerIs(service: string, state: 0 | 1): Promise<void> {
    await until(`the breaker of ${service} in state ${state}`, async () => {
      const metric = (await this.scrape()).get(this.#nameOf('circuit_breaker_state'))
      return metric?.samples.some(({ labels, value }) => labels.service === service && value === state)
    })
  }

  /** Ends it as Compose does, and gives its exit code. */
  end(): Promise<number | null> {
    this.program.child.kill('SIGTERM')
    return this.program.exit()
  }

  #nameOf(name: string): string {
    return this.namespace === '' ? name : `${this.namespace}_${name}`
  }
}
