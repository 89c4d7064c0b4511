import { setTimeout as sleep } from 'node:timers/promises'
import { rustokArtifacts } from '../../../examples/rustok/artifacts.ts'
import { actAsVisitors, createProduct } from '../../../examples/rustok/visitors.ts'
import { freePort } from '../../../stack/free-port.mjs'
import { atPostgres, postgresServer, startPostgres } from '../../servers/postgres.ts'
import type { Rack } from '../../servers/rack.ts'
import { redisServer, startRedis } from '../../servers/redis.ts'
import type { TestServer } from '../../servers/server.ts'
import { type ExampleProgram, startExample } from '../../systems/example-program.ts'
import { describeLiveSystem } from './describe-live-system.ts'
import type { LiveSystem, SystemFault } from './live-system.ts'
import { TableLock } from './table-lock.ts'

/** Five minutes take seven seconds: on a busy machine the server may miss a scrape or two, which is not being down. */
const TIME_SCALE = 40

/** RusToK with its visitors, its PostgreSQL and its Redis. */
class RunningRustok implements LiveSystem {
  readonly addresses: ReadonlyMap<string, string>
  readonly postgres: TestServer
  readonly redis: TestServer
  readonly url: string
  readonly #port: number
  readonly #home = new AbortController()
  readonly #visits: Promise<void>
  #program: ExampleProgram

  static async start(rack: Rack): Promise<RunningRustok> {
    const password = 'of a test'
    const [postgres, redis] = await Promise.all([
      startPostgres(rack, { password }),
      startRedis(rack, { password }),
    ])
    const running = new RunningRustok({ postgres, redis, port: await freePort() })
    await running.answers()
    await running.#mistakes()
    return running
  }

  private constructor(parts: { postgres: TestServer; redis: TestServer; port: number }) {
    this.postgres = parts.postgres
    this.redis = parts.redis
    this.#port = parts.port
    this.url = `http://127.0.0.1:${parts.port}`
    this.addresses = new Map([['127.0.0.1:3000', `127.0.0.1:${parts.port}`]])
    this.#program = this.#run()
    // What is wrong now and then on any day would be so every second at this speed: they make no mistakes.
    this.#visits = this.answers().then(() =>
      actAsVisitors({ url: this.url, until: this.#home.signal, mistakes: false }),
    )
  }

  #run(): ExampleProgram {
    return startExample('rustok/main.js', ['--port', String(this.#port), '--no-visitors'], {
      DATABASE_URL: this.postgres.url,
      REDIS_URL: this.redis.url,
    })
  }

  answers(): Promise<string> {
    return this.#program.until('its address', () => /RusToK answers at/.exec(this.#program.output())?.[0])
  }

  post(body: string): Promise<Response> {
    return fetch(`${this.url}/graphql`, { method: 'POST', body })
  }

  /** One of each, so that panels on errors have something to show. */
  async #mistakes(): Promise<void> {
    const nameless = createProduct({ id: 'nameless', name: '???' })
    for (const body of [nameless, nameless]) await this.post(body)
  }

  pause(): void {
    process.kill(this.#program.pid, 'SIGSTOP')
  }

  resume(): void {
    process.kill(this.#program.pid, 'SIGCONT')
  }

  async end(): Promise<number | null> {
    this.#home.abort()
    await this.#visits
    return this.#program.end()
  }
}

type Fault = SystemFault<RunningRustok>

const hangs: Fault = {
  name: 'the program hangs',
  fires: ['TargetDown'],
  begin: async (running) => running.pause(),
  end: async (running) => running.resume(),
}

const withoutRedis: Fault = {
  name: 'Redis hangs',
  fires: ['CircuitBreakerOpen', 'HighSpanErrorRate'],
  also: { SlowRequestLatency: 'who asks before the breaker opens waits for a second' },
  begin: async ({ redis }) => redis.pause(),
  end: async ({ redis }) => redis.resume(),
}

/** Somebody reads every page there might be: none of them is in the cache, and few in the database. */
class Crawler {
  #stop = new AbortController()

  async begin({ url }: RunningRustok): Promise<void> {
    const { signal } = this.#stop
    for (let worker = 0; worker < 2; worker++) void this.#crawl(url, signal, worker)
  }

  async end(): Promise<void> {
    this.#stop.abort()
    this.#stop = new AbortController()
  }

  async #crawl(url: string, signal: AbortSignal, worker: number): Promise<void> {
    for (let page = 0; !signal.aborted; page++) {
      await fetch(`${url}/products/archive-${worker}-${page}`, { signal })
        .then((answer) => answer.arrayBuffer())
        .catch(() => {})
      await sleep(20)
    }
  }
}

const crawler = new Crawler()
const crawled: Fault = {
  name: 'a crawler reads pages that nobody else reads',
  fires: ['LowCacheHitRate'],
  begin: (running) => crawler.begin(running),
  end: () => crawler.end(),
}

const databaseCrashed: Fault = {
  name: 'the database crashes',
  fires: ['HighErrorRate'],
  also: {
    EventErrors: 'handlers write to the database',
    HighSpanErrorRate: 'every query is an operation that fails',
    DatabasePoolExhausted: 'what is left of the pool is being connected',
  },
  begin: ({ postgres }) => postgres.crash(),
  end: ({ postgres }) => postgres.startAgain(),
}

const noIndex: Fault = {
  name: 'the table of the search index has another name',
  fires: ['EventErrors'],
  begin: ({ postgres }) => atPostgres(postgres.url, 'ALTER TABLE rustok.search_index RENAME TO moved'),
  end: ({ postgres }) => atPostgres(postgres.url, 'ALTER TABLE rustok.moved RENAME TO search_index'),
}

const productsLocked = new TableLock('rustok.products')
const longLock: Fault = {
  name: 'somebody has locked the products and forgotten about it',
  fires: ['DatabasePoolExhausted', 'SlowRequestLatency', 'SlowDatabaseQueries'],
  also: {
    HighErrorRate: 'a query that waits for three seconds fails, and its request with it',
    HighSpanErrorRate: 'it is an operation as well',
    EventErrors: 'no connection is left for handlers',
    LowCacheHitRate: 'who waits for what is not cached has not asked for anything else yet',
  },
  begin: ({ postgres }) => productsLocked.hold(postgres.url),
  end: () => productsLocked.release(),
}

const statisticsLocked = new TableLock('rustok.statistics')
const slowHandlers: Fault = {
  name: 'a report locks the statistics again and again, while a large import comes in',
  fires: ['HighEventLag', 'HighEventQueueDepth', 'CriticalEventQueueDepth', 'CriticalErrors'],
  also: {
    SlowDatabaseQueries: 'handlers wait for the statistics',
    EventErrors: 'events that find no place are errors of their type',
    HighSpanErrorRate: 'publishing them is an operation',
  },
  async begin(running) {
    await statisticsLocked.holdAgainAndAgain(running.postgres.url, { millis: 300 })
    for (let part = 0; part < 48; part++) {
      const products = Array.from({ length: 250 }, (_, index) => ({
        id: `${Date.now().toString(36)}-${part}-${index}`,
        name: 'Imported',
      }))
      await running.post(JSON.stringify({ variables: { products } }))
    }
  },
  end: () => statisticsLocked.release(),
}

const missing = [postgresServer === undefined ? 'PostgreSQL' : '', redisServer === undefined ? 'Redis' : '']

describeLiveSystem({
  name: 'rustok',
  timeScale: TIME_SCALE,
  artifacts: rustokArtifacts({ timeScale: TIME_SCALE }),
  lacking: missing.filter((name) => name !== '').join(' and ') || undefined,
  start: RunningRustok.start,
  acts: [[slowHandlers], [withoutRedis, crawled, noIndex], [longLock], [databaseCrashed], [hangs]],
})
