import { randomUUID } from 'node:crypto'
import { voiceArtifacts } from '../../../examples/voice-platform/artifacts.ts'
import { connectRedis } from '../../../examples/voice-platform/webhooks/redis.ts'
import { WebhookQueue } from '../../../examples/voice-platform/webhooks/webhook-queue.ts'
import { freePort } from '../../../stack/free-port.mjs'
import type { Rack } from '../../servers/rack.ts'
import { redisServer, startRedis } from '../../servers/redis.ts'
import type { TestServer } from '../../servers/server.ts'
import { type ExampleProgram, startExample } from '../../systems/example-program.ts'
import { oneProcessor } from '../../systems/one-processor.ts'
import { describeLiveSystem } from './describe-live-system.ts'
import type { LiveSystem } from './live-system.ts'

/** Calls that take over five seconds are to be seen within what is five minutes otherwise. */
const TIME_SCALE = 40
const MEMORY_LIMIT_MIB = 384
const WORKERS = ['worker-1', 'worker-2']
const MORE_THAN_AN_HOUR_MS = 3_700_000
/** More than the thousand that may wait. */
const MANY = 1_100

interface Ports {
  readonly platform: number
  readonly workers: readonly number[]
  readonly partners: number
}

/** The platform with its two workers, on a Redis, with partners who are well. */
class RunningVoicePlatform implements LiveSystem {
  readonly addresses: ReadonlyMap<string, string>
  readonly redis: TestServer
  readonly #ports: Ports
  readonly #platform: ExampleProgram
  #workers: readonly ExampleProgram[] = []

  static async start(rack: Rack): Promise<RunningVoicePlatform> {
    const redis = await startRedis(rack, { password: 'of a test' })
    const ports = {
      platform: await freePort(),
      workers: [await freePort(), await freePort()],
      partners: await freePort(),
    }
    const running = new RunningVoicePlatform(redis, ports)
    await running.#platform.until('its address', () => /answers at/.exec(running.#platform.output())?.[0])
    // Some of its partners have trouble, as the example wants to show, and one of them takes nothing in the end.
    await running.#platform.until('a webhook that was given up', async () => {
      const answer = await fetch(`http://127.0.0.1:${ports.platform}/webhooks`)
      const { dead } = (await answer.json()) as { dead: number } // What the platform promises.
      return dead > 0 || undefined
    })
    await running.become('partners', 'well')
    return running
  }

  private constructor(redis: TestServer, ports: Ports) {
    this.redis = redis
    this.#ports = ports
    const { platform, workers, partners } = ports
    this.#platform = startExample(
      'voice-platform/main.js',
      [
        ...['--port', String(platform), '--worker-ports', workers.join(',')],
        ...['--partners-port', String(partners), '--memory-limit', String(MEMORY_LIMIT_MIB)],
      ],
      { REDIS_URL: redis.url },
    )
    this.addresses = new Map(
      [platform, ...workers].map((port, index) => [`127.0.0.1:${5000 + index}`, `127.0.0.1:${port}`]),
    )
  }

  /** The process of the platform itself. */
  get pid(): number {
    return this.#platform.pid
  }

  /** Has it break something, or mend it. */
  async become(what: string, mood: string): Promise<void> {
    const url = `http://127.0.0.1:${this.#ports.platform}/faults/${what}/${mood}`
    const { ok } = await fetch(url, { method: 'POST' })
    if (!ok) throw new Error(`The platform knows no fault ${what}/${mood}.`)
  }

  killWorkers(): void {
    for (const id of WORKERS) {
      const [, pid] = new RegExp(`worker ${id}, process (\\d+),`).exec(this.#platform.output()) ?? []
      process.kill(Number(pid), 'SIGKILL')
    }
  }

  /** In the place of those that were killed. */
  async startWorkers(): Promise<void> {
    this.#workers = WORKERS.map((id, index) =>
      startExample(
        'voice-platform/worker/main.js',
        ['--id', id, '--port', String(this.#ports.workers[index])],
        {
          REDIS_URL: this.redis.url,
        },
      ),
    )
    for (const worker of this.#workers) {
      await worker.until('its address', () => /is scraped at/.exec(worker.output())?.[0])
    }
  }

  /** Puts so many webhooks into the queue, which were enqueued so long ago. */
  async enqueue(count: number, { agoMs }: { agoMs: number }): Promise<void> {
    const client = await connectRedis(this.redis.url)
    try {
      const queue = new WebhookQueue(client)
      const url = `http://127.0.0.1:${this.#ports.partners}/acme`
      const enqueuedAt = Date.now() - agoMs
      for (let number = 0; number < count; number++) {
        await queue.push({
          ...{ id: randomUUID(), eventType: 'call_ended', partnerId: 'acme', url, payload: {} },
          ...{ enqueuedAt, failedAttempts: 0, headers: {} },
        })
      }
    } finally {
      client.destroy()
    }
  }

  async end(): Promise<number | null> {
    const codes = [
      await this.#platform.end(),
      ...(await Promise.all(this.#workers.map((each) => each.end()))),
    ]
    return codes.find((code) => code !== 0) ?? 0
  }
}

describeLiveSystem({
  name: 'voice-platform',
  timeScale: TIME_SCALE,
  artifacts: voiceArtifacts({ timeScale: TIME_SCALE }),
  lacking: redisServer === undefined ? 'Redis' : undefined,
  start: RunningVoicePlatform.start,
  acts: [
    [
      {
        name: 'both workers are killed, and nobody starts them',
        fires: ['WebhookWorkerDown', 'TargetDown'],
        begin: async (running) => running.killWorkers(),
        end: (running) => running.startWorkers(),
      },
      {
        name: 'more webhooks are enqueued than anybody delivers',
        fires: ['WebhookQueueBacklog'],
        begin: (running) => running.enqueue(MANY, { agoMs: 0 }),
        end: async () => {},
      },
      {
        name: 'a webhook waits for over an hour',
        fires: ['StaleWebhooksInQueue'],
        begin: (running) => running.enqueue(1, { agoMs: MORE_THAN_AN_HOUR_MS }),
        end: async () => {},
      },
    ],
    [
      {
        name: 'the telephony refuses every other call',
        fires: ['HighCampaignFailureRate'],
        begin: (running) => running.become('telephony', 'refusing'),
        end: (running) => running.become('telephony', 'well'),
      },
      {
        name: 'no partner takes a webhook',
        fires: ['HighWebhookFailureRate', 'WebhookDeadLetters'],
        begin: (running) => running.become('partners', 'failing'),
        end: (running) => running.become('partners', 'well'),
      },
    ],
    [
      {
        name: 'the telephony takes over five seconds for a call',
        fires: ['SlowCampaignProcessing'],
        also: { HighCampaignFailureRate: 'Two numbers in ten are wrong: of few calls it may be four.' },
        begin: (running) => running.become('telephony', 'slow'),
        end: (running) => running.become('telephony', 'well'),
      },
      {
        name: 'Redis is lost, and with it what partners were to be told',
        fires: ['CriticalErrors'],
        begin: (running) => running.redis.crash(),
        end: (running) => running.redis.startAgain(),
      },
    ],
    [
      {
        name: 'the platform is short of processors',
        fires: ['HighCpuUsage'],
        also: {
          CriticalErrors: 'It may be too late for what Redis has answered.',
          TargetDown: 'It may be too late for a scrape.',
        },
        async begin(running) {
          await running.become('processors', 'busy')
          oneProcessor.begin(running.pid)
        },
        async end(running) {
          oneProcessor.end(running.pid)
          await running.become('processors', 'well')
        },
      },
      {
        name: 'the platform is near the memory that it may hold',
        fires: ['HighMemoryUsage'],
        begin: (running) => running.become('memory', 'holding'),
        end: (running) => running.become('memory', 'well'),
      },
    ],
  ],
})
