import { randomBytes } from 'node:crypto'
import { anyFreePorts, choosePorts } from '../../stack/ports.mjs'
import { type CollectorOptions, collector } from '../../stack/servers/collector.mjs'
import { PrometheusApi } from './prometheus-api.ts'
import type { ShopStack } from './shop-stack.ts'
import { until } from './until.ts'

/** Where to it sends; both ways can be shut. */
export interface Backends {
  /** Host and port. */
  readonly jaeger: string
  readonly prometheus: string
}

type Kept = Awaited<ReturnType<ShopStack['stack']['run']>>

const SEND_EVERY_MS = 200
const SPANS = 50

/** Small queues, and retries that are given up soon: what takes an outage of hours otherwise takes seconds. */
const sendsLittle = {
  retry_on_failure: { initial_interval: '200ms', max_interval: '200ms', max_elapsed_time: '2s' },
  // In bytes; 50 spans are about 4,000.
  sending_queue: { queue_size: 30_000, batch: { flush_timeout: '100ms', min_size: 1, max_size: 5_000 } },
}

/**
 * A second Collector, of the same configuration file, beside the one that the shop sends to: what happens to it is no
 * fault of the shop. A process that is no shop sends spans and metrics to it all the time.
 */
export class SpareCollector {
  readonly #running: ShopStack
  readonly #timer: NodeJS.Timeout
  readonly #kept: Kept
  readonly #url: string
  /** The name of the metric that it is sent. */
  metric = 'stranger_visits_total'
  #visits = 0

  private constructor(running: ShopStack, kept: Kept, url: string) {
    this.#running = running
    this.#kept = kept
    this.#url = url
    this.#timer = setInterval(() => void this.#send(), SEND_EVERY_MS)
  }

  /** Starts it, and has it scraped. */
  static async start(
    running: ShopStack,
    { jaeger, prometheus }: Backends,
    env: NonNullable<CollectorOptions['env']> = {},
  ): Promise<SpareCollector> {
    const { stack } = running
    const ports = await choosePorts(anyFreePorts())
    const kept = await stack.run(
      collector({
        ...stack.place,
        ports,
        name: 'spare-collector',
        env: {
          JAEGER_OTLP_ENDPOINT: jaeger,
          PROMETHEUS_OTLP_ENDPOINT: `http://${prometheus}/api/v1/otlp`,
          ...env,
        },
        overlay: {
          exporters: { 'otlp_grpc/jaeger': sendsLittle, 'otlp_http/prometheus': sendsLittle },
          // Somebody forgot to stamp the way that metrics take.
          service: { pipelines: { metrics: { processors: ['memory_limiter'] } } },
        },
      }),
    )
    stack.scrape('collector', [{ port: running.ports.collectorMetrics }, { port: ports.collectorMetrics }])
    return new SpareCollector(running, kept, `http://127.0.0.1:${ports.otlpHttp}`)
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    const { stack, ports } = this.#running
    stack.scrape('collector', [{ port: ports.collectorMetrics }])
    // Its end is no fault: it is taken out of the targets first, which Prometheus notices within some seconds.
    const prometheus = new PrometheusApi(stack.prometheus)
    await until(
      () => 'Prometheus scrapes one Collector only',
      async () => {
        const targets = await prometheus.targets()
        return targets.filter(({ labels }) => labels.job === 'collector').length === 1 || undefined
      },
    )
    // Told to end it would try for long to send what it has.
    this.#kept.signal('SIGKILL')
    await this.#kept.ended
  }

  /** What it refuses or loses is what is looked at; who sends does not care. */
  async #send(): Promise<void> {
    const nanos = String(BigInt(Date.now()) * 1_000_000n)
    const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'stranger' } }] }
    const traceId = randomBytes(16).toString('hex')
    const spans = Array.from({ length: SPANS }, () => ({
      traceId,
      spanId: randomBytes(8).toString('hex'),
      name: 'visit',
      kind: 1,
      startTimeUnixNano: nanos,
      endTimeUnixNano: nanos,
    }))
    this.#visits += SPANS
    const dataPoints = Array.from({ length: SPANS }, (_, room) => ({
      asInt: String(this.#visits),
      timeUnixNano: nanos,
      attributes: [{ key: 'room', value: { stringValue: String(room) } }],
    }))
    const metrics = [{ name: this.metric, sum: { aggregationTemporality: 2, isMonotonic: true, dataPoints } }]
    await Promise.allSettled([
      this.#post('traces', { resourceSpans: [{ resource, scopeSpans: [{ spans }] }] }),
      this.#post('metrics', { resourceMetrics: [{ resource, scopeMetrics: [{ metrics }] }] }),
    ])
  }

  async #post(signal: string, body: unknown): Promise<void> {
    const response = await fetch(`${this.#url}/v1/${signal}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(1_000),
    })
    await response.arrayBuffer()
  }
}
