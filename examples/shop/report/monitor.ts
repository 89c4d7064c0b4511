import type { FaultSwitches } from '../faults/faults.ts'
import type { SpanStore } from '../spans/span-store.ts'
import { metricNames } from './metric-names.ts'
import { readStatus } from './read-status.ts'
import { slowestExemplars } from './slowest.ts'
import { type Collection, type Snapshot, takeSnapshot } from './snapshot.ts'
import type { Status } from './status.ts'
import { type Summary, summarise } from './summary.ts'

const WINDOW = 10

/** Reads the shop's instruments again and again, and says what they say: over the last 10 s, or over the whole run. */
export class Monitor {
  readonly #collect: () => Promise<Collection>
  readonly #faults: FaultSwitches
  readonly #spans: SpanStore
  readonly #names
  readonly #startedAt = performance.now() / 1_000
  readonly #snapshots: Snapshot[] = []

  constructor(options: {
    namespace: string
    collect: () => Promise<Collection>
    faults: FaultSwitches
    spans: SpanStore
  }) {
    this.#names = metricNames(options.namespace)
    this.#collect = options.collect
    this.#faults = options.faults
    this.#spans = options.spans
  }

  /** The state of now, with rates and quantiles over the last 10 s. Keeps the traces that exemplars name at hand. */
  async status(): Promise<Status> {
    const now = await this.#snapshot()
    const before = this.#snapshots.length >= WINDOW ? this.#snapshots.shift() : this.#snapshots[0]
    this.#snapshots.push(now)
    this.#spans.pin(slowestExemplars(now, this.#names.requestDuration).map(({ traceId }) => traceId))
    const uptime = now.at - this.#startedAt
    return readStatus({ names: this.#names, now, before, uptime, faults: this.#faults.active() })
  }

  /** The whole run, and the trace behind its slowest request. */
  async summary(): Promise<Summary> {
    const now = await this.#snapshot()
    const uptime = now.at - this.#startedAt
    const status = readStatus({
      names: this.#names,
      now,
      before: undefined,
      uptime,
      faults: this.#faults.active(),
    })
    return summarise(status, slowestExemplars(now, this.#names.requestDuration), this.#spans)
  }

  async #snapshot(): Promise<Snapshot> {
    return takeSnapshot(await this.#collect(), performance.now() / 1_000)
  }
}
