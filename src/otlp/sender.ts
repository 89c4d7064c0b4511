import { readFileSync } from 'node:fs'
import { countFailedExport, createWarnOnce, describe, warn } from '../guard/index.ts'
import { ExportError } from './export-error.ts'
import type { SendResult } from './export-result.ts'
import { type ItemCounter, Lane, type Serializer, type TlsOptions } from './lane.ts'
import type { OtlpOptions } from './options.ts'
import { partialSuccessOf } from './partial-success.ts'

/** What a signal's requests need beyond where they go. */
export interface SenderOptions<Payload> {
  readonly otlp: OtlpOptions
  readonly serializer: Serializer<Payload>
  readonly counter: ItemCounter<Payload>
  /** Told how many items of a request that succeeded the server did not take. */
  readonly rejected: (count: number) => void
}

/** As the official exporters have it. */
const mostAtOnce = 30
/** A span processor that is flushed hands over its whole queue at once; in batches of 512 these are 150,000 spans. */
const mostWaiting = 300

/**
 * Sends the requests of one signal, each over a lane of its own, and counts those that fail. Beyond 30 at once they wait
 * their turn, 300 at most. `hurry` and `close` bound how long that takes.
 */
export class Sender<Payload> {
  readonly #options: SenderOptions<Payload>
  readonly #tls: TlsOptions
  readonly #warnOnce = createWarnOnce()
  readonly #busy = new Set<Lane<Payload>>()
  /** Each is told that it has its turn, or why it gets none. */
  readonly #waiting: ((refused: SendResult) => void)[] = []
  #underWay = 0
  #free: Lane<Payload>[] = []
  #timeoutMillis: number
  #closed = false

  constructor(options: SenderOptions<Payload>) {
    this.#options = options
    this.#tls = tlsOptions(options.otlp)
    this.#timeoutMillis = options.otlp.timeoutMillis
  }

  /** Sends one request; resolves with the error when it failed for good. Never rejects. */
  async send(payload: Payload): Promise<SendResult> {
    const error = await this.#send(payload)
    if (error !== undefined) {
      countFailedExport(this.#options.counter.name === 'span' ? 'traces' : 'metrics', error.reason)
    }
    return error
  }

  /** Requests sent from now on are given up after `millis` at the latest, and not repeated after it. */
  hurry(millis: number): void {
    this.#timeoutMillis = Math.max(1, Math.min(millis, this.#options.otlp.timeoutMillis))
    this.#closeFree()
  }

  /** Gives up what is under way: every send resolves now, every socket is destroyed. */
  close(): void {
    this.#closed = true
    this.#closeFree()
    for (const lane of this.#busy) lane.close(closedError())
    for (const refuse of this.#waiting.splice(0)) refuse(closedError())
  }

  async #send(payload: Payload): Promise<SendResult> {
    if (this.#closed) return closedError()
    if (this.#underWay < mostAtOnce) this.#underWay++
    else {
      const refused = await this.#turn()
      if (refused !== undefined) return refused
    }
    const lane = this.#free.pop() ?? this.#newLane()
    this.#busy.add(lane)
    const error = await lane.send(payload)
    this.#busy.delete(lane)
    if (this.#closed || lane.timeoutMillis !== this.#timeoutMillis) lane.close(closedError())
    if (!lane.closed) this.#free.push(lane)
    this.#giveTurn()
    return error
  }

  /** Waits until one of those under way has its answer, and takes its place. */
  async #turn(): Promise<SendResult> {
    if (this.#waiting.length >= mostWaiting) {
      const why = `${mostAtOnce} requests are under way already, and ${mostWaiting} wait.`
      return new ExportError('too_many', why)
    }
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  #giveTurn(): void {
    const next = this.#waiting.shift()
    if (next === undefined) this.#underWay--
    else next(undefined)
  }

  #closeFree(): void {
    for (const lane of this.#free) lane.close(closedError())
    this.#free = []
  }

  #newLane(): Lane<Payload> {
    const { otlp, serializer, counter } = this.#options
    let items = 0
    return new Lane({
      otlp,
      tls: this.#tls,
      timeoutMillis: this.#timeoutMillis,
      counter,
      serializer: {
        serializeRequest: (request) => {
          items = counter.countItems(request)
          return serializer.serializeRequest(request)
        },
        // Nothing is left for the transport to say: it would warn of every such answer.
        deserializeResponse: (bytes) => this.#read(serializer.deserializeResponse(bytes), items),
      },
    })
  }

  #read(response: unknown, items: number): undefined {
    const partial = partialSuccessOf(response, items)
    if (partial === undefined) return
    const { rejected, message } = partial
    const { otlp } = this.#options
    this.#warnOnce(
      message.replace(/\d+/g, '#'),
      rejected === 0
        ? `${otlp.url} took everything, and says: ${message}`
        : `${otlp.url} did not take ${rejected} of ${items} ${this.#options.counter.name}s: ${message || 'it does not say why'}. Later ones are counted only.`,
    )
    this.#options.rejected(rejected)
  }
}

function closedError(): ExportError {
  return new ExportError('shutdown', 'The exporter was shut down before the request was answered.')
}

function tlsOptions({ tls }: OtlpOptions): TlsOptions {
  if (tls === undefined) return {}
  const ca = readPem(tls.certificate)
  const cert = readPem(tls.clientCertificate)
  const key = readPem(tls.clientKey)
  return { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) }
}

function readPem(path: string | undefined): Buffer | undefined {
  if (path === undefined) return undefined
  try {
    return readFileSync(path)
  } catch (error) {
    warn(`The TLS file ${path} for OTLP cannot be read (${describe(error)}): requests are sent without it.`)
    return undefined
  }
}
