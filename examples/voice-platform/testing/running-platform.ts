import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import type { Rack } from '../../../test/servers/rack.ts'
import { startRedis } from '../../../test/servers/redis.ts'
import { type ExampleProgram, startExample } from '../../../test/systems/example-program.ts'
import { PartnerServer, type Received } from '../partners/partner-server.ts'

/** One sample of a Prometheus text. */
export interface Sample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/** What the platform's books say of one campaign. */
export interface BookedCampaign {
  readonly id: string
  readonly userId: string
  readonly underWay: number
  readonly pending: number
  readonly calls: {
    readonly initiated: number
    readonly failed: number
    readonly completed: number
    readonly cost: number
  }
}

/** The platform with two workers on a real Redis, and partners that are told by the test. */
export class RunningPlatform {
  /** Everything that partners were sent, in order. */
  readonly received: readonly Received[]
  readonly redisUrl: string
  readonly #program: ExampleProgram
  readonly #partners: PartnerServer
  #urls: readonly string[] = []

  static async start(rack: Rack, calls: number): Promise<RunningPlatform> {
    const redis = await startRedis(rack, { password: 'p@ss: w/o#?' })
    const received: Received[] = []
    const partners = new PartnerServer((each) => received.push(each))
    partners.server.listen(0, '127.0.0.1')
    await once(partners.server, 'listening')
    // It listens on TCP.
    const { port } = partners.server.address() as AddressInfo
    const program = startExample(
      'voice-platform/main.js',
      [
        ...['--port', '0', '--worker-ports', '0,0', '--partners-port', '0'],
        ...['--partners', `http://127.0.0.1:${port}`, '--calls', String(calls)],
      ],
      { REDIS_URL: redis.url },
    )
    const platform = new RunningPlatform(program, partners, received, redis.url)
    await platform.#started()
    return platform
  }

  private constructor(
    program: ExampleProgram,
    partners: PartnerServer,
    received: readonly Received[],
    redisUrl: string,
  ) {
    this.#program = program
    this.#partners = partners
    this.received = received
    this.redisUrl = redisUrl
  }

  async #started(): Promise<void> {
    this.#urls = await this.#program.until('three processes', () => {
      const scraped = [...this.output().matchAll(/at (http:\/\/127\.0\.0\.1:\d+)\/metrics\./g)]
      const workers = scraped.map(([, url = '']) => url).filter((url) => url !== this.url)
      return this.url !== '' && workers.length === 2 ? [this.url, ...workers] : undefined
    })
  }

  /** The platform's own server. */
  get url(): string {
    return /answers at (http:\/\/127\.0\.0\.1:\d+)/.exec(this.output())?.[1] ?? ''
  }

  /** The texts of all processes, the platform's own first. */
  scrapes(): Promise<string[]> {
    return Promise.all(this.#urls.map(async (url) => (await fetch(`${url}/metrics`)).text()))
  }

  async campaigns(): Promise<BookedCampaign[]> {
    // What the platform promises.
    return (await (await fetch(`${this.url}/campaigns`)).json()) as BookedCampaign[]
  }

  async webhooks(): Promise<{ readonly depth: number; readonly claimed: number; readonly dead: number }> {
    // What the platform promises.
    return (await (await fetch(`${this.url}/webhooks`)).json()) as {
      depth: number
      claimed: number
      dead: number
    }
  }

  /** Waits until all calls have ended, and every webhook is settled. */
  atRest(calls: number): Promise<true> {
    return this.#program.until('the end of all calls and deliveries', async () => {
      const campaigns = await this.campaigns()
      const made = campaigns.reduce((sum, each) => sum + each.calls.initiated, 0)
      const isCalling = campaigns.some(({ underWay, pending }) => underWay > 0 || pending > 0)
      const { depth, claimed } = await this.webhooks()
      return made === calls && !isCalling && depth + claimed === 0 ? true : undefined
    })
  }

  /** Looks at all processes again and again, until there is an answer. */
  whenScraped<Answer>(
    what: string,
    ask: (scrapes: readonly string[]) => Answer | undefined,
  ): Promise<Answer> {
    return this.#program.until(what, async () => ask(await this.scrapes()))
  }

  /** Ends all processes. @returns the exit code */
  async end(): Promise<number | null> {
    const code = await this.#program.end()
    this.#partners.server.close().closeAllConnections()
    return code
  }

  output(): string {
    return this.#program.output()
  }
}

/** The samples of a text. */
export function samplesOf(text: string): Sample[] {
  return [...text.matchAll(/^(\w+)(?:\{(.*)\})? (\S+)$/gm)].map(([, name = '', braces = '', value]) => ({
    name,
    labels: Object.fromEntries(
      [...braces.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = '', said = '']) => [key, said]),
    ),
    value: Number(value),
  }))
}
