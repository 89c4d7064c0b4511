import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import type { TestServer } from '../../../test/servers/server.ts'
import { type ExampleProgram, startExample } from '../../../test/systems/example-program.ts'
import { PartnerServer, type PartnersMood, type Received } from '../partners/partner-server.ts'
import { Samples, samplesOf } from './samples.ts'

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

/** How the platform is started. */
export interface PlatformOptions {
  readonly redis: TestServer
  /** Calls that are made in all. Default: until the users are away. */
  readonly calls?: number
  /** Default: `mixed`. */
  readonly partners?: PartnersMood
  /** How long a worker keeps a webhook. Default: as the platform has it. */
  readonly leaseSeconds?: number
  /** How long a partner may take. Default: as the platform has it. */
  readonly timeoutSeconds?: number
}

/** The platform with two workers on a real Redis, and partners that are told by the test. */
export class RunningPlatform {
  /** Everything that partners were sent, in order. */
  readonly received: readonly Received[]
  readonly partners: PartnerServer
  readonly #program: ExampleProgram
  /** By the name of the process; the platform's own is `platform`. */
  #urls: ReadonlyMap<string, string> = new Map()

  static async start(options: PlatformOptions): Promise<RunningPlatform> {
    const { redis, calls, partners: mood = 'mixed', leaseSeconds, timeoutSeconds } = options
    const received: Received[] = []
    const partners = new PartnerServer((each) => received.push(each))
    partners.mood = mood
    partners.server.listen(0, '127.0.0.1')
    await once(partners.server, 'listening')
    // It listens on TCP.
    const { port } = partners.server.address() as AddressInfo
    const program = startExample(
      'voice-platform/main.js',
      [
        ...['--port', '0', '--worker-ports', '0,0', '--partners-port', '0'],
        ...['--partners', `http://127.0.0.1:${port}`],
        ...(calls === undefined ? [] : ['--calls', String(calls)]),
      ],
      {
        REDIS_URL: redis.url,
        ...(leaseSeconds !== undefined && { WEBHOOK_LEASE_SECONDS: String(leaseSeconds) }),
        ...(timeoutSeconds !== undefined && { WEBHOOK_TIMEOUT_SECONDS: String(timeoutSeconds) }),
      },
    )
    const platform = new RunningPlatform(program, partners, received)
    await platform.#started()
    return platform
  }

  private constructor(program: ExampleProgram, partners: PartnerServer, received: readonly Received[]) {
    this.#program = program
    this.partners = partners
    this.received = received
  }

  async #started(): Promise<void> {
    this.#urls = await this.#program.until('three processes', () => {
      const workers = this.output().matchAll(/worker (\S+), process \d+, is scraped at (\S+)\/metrics\./g)
      const urls = [...workers].map(([, id = '', url = '']) => [id, url] as const)
      return this.url !== '' && urls.length === 2 ? new Map([['platform', this.url], ...urls]) : undefined
    })
  }

  /** It is gone at once, as after a crash. */
  killWorker(id: string): void {
    const [, pid] = new RegExp(`worker ${id}, process (\\d+),`).exec(this.output()) ?? []
    process.kill(Number(pid), 'SIGKILL')
    this.#urls = new Map([...this.#urls].filter(([name]) => name !== id))
  }

  /** The platform's own server. */
  get url(): string {
    return /answers at (http:\/\/127\.0\.0\.1:\d+)/.exec(this.output())?.[1] ?? ''
  }

  /** The texts of all processes that were not killed, the platform's own first. */
  scrapes(): Promise<string[]> {
    return Promise.all([...this.#urls.values()].map(async (url) => (await fetch(`${url}/metrics`)).text()))
  }

  async samples(): Promise<Samples> {
    return new Samples((await this.scrapes()).flatMap(samplesOf))
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

  /** Nobody has anybody called any more. */
  async usersLeave(): Promise<void> {
    const { ok } = await fetch(`${this.url}/faults/users/away`, { method: 'POST' })
    if (!ok) throw new Error('The users of the platform do not leave.')
  }

  /** Waits until all calls have ended, of which there were so many, and every webhook is settled. */
  atRest(calls?: number): Promise<true> {
    return this.#program.until('the end of all calls and deliveries', async () => {
      const campaigns = await this.campaigns()
      const made = campaigns.reduce((sum, each) => sum + each.calls.initiated, 0)
      const isCalling = campaigns.some(({ underWay, pending }) => underWay > 0 || pending > 0)
      const { depth, claimed } = await this.webhooks()
      return (calls === undefined || made === calls) && !isCalling && depth + claimed === 0 ? true : undefined
    })
  }

  /** Looks at all processes again and again, until there is an answer. */
  whenScraped<Answer>(
    what: string,
    ask: (scrapes: readonly string[]) => Answer | undefined,
  ): Promise<Answer> {
    return this.#program.until(what, async () => ask(await this.scrapes()))
  }

  /** Asks again and again until there is an answer. */
  until<Answer>(what: string, ask: () => Promise<Answer | undefined> | Answer | undefined): Promise<Answer> {
    return this.#program.until(what, ask)
  }

  /** Ends all processes. @returns the exit code */
  async end(): Promise<number | null> {
    const code = await this.#program.end()
    this.partners.server.close().closeAllConnections()
    return code
  }

  output(): string {
    return this.#program.output()
  }
}
