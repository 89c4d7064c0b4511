import { readFileSync } from 'node:fs'
import type { Agent } from 'node:http'
import {
  createOtlpHttpExportDelegate,
  httpAgentFactoryFromOptions,
} from '@opentelemetry/otlp-exporter-base/node-http'
import { describe, warn } from '../guard/index.ts'
import type { SendResult } from './export-result.ts'
import type { OtlpOptions } from './options.ts'

type Delegate<Payload> = ReturnType<typeof createOtlpHttpExportDelegate<Payload, unknown>>
type Serializer<Payload> = Parameters<typeof createOtlpHttpExportDelegate<Payload, unknown>>[1]
type ItemCounter<Payload> = Parameters<typeof createOtlpHttpExportDelegate<Payload, unknown>>[3]

/** A timer of Node.js fires at once when it is given more. */
const longestTimer = 2 ** 31 - 1

/** Milliseconds by which the transport may overrun its own timeout before it is cut off. */
const grace = 250

/** What a signal's requests need beyond where they go. */
export interface SenderOptions<Payload> {
  readonly otlp: OtlpOptions
  readonly serializer: Serializer<Payload>
  readonly counter: ItemCounter<Payload>
}

/**
 * The official HTTP transport (retries, compression, keep-alive) with what it lacks: an end. Its timeout is the idle
 * time of a socket, and its retry timers keep a process alive; `hurry` and `close` bound both.
 */
export class Sender<Payload> {
  readonly #options: SenderOptions<Payload>
  readonly #agents = new Set<Agent>()
  readonly #pending = new Set<(result: SendResult) => void>()
  readonly #newAgent: (protocol: string) => Agent | Promise<Agent>
  #timeoutMillis: number
  #delegate: Delegate<Payload>
  #closed = false

  constructor(options: SenderOptions<Payload>) {
    this.#options = options
    this.#newAgent = httpAgentFactoryFromOptions({ keepAlive: true, ...tlsOptions(options.otlp) })
    this.#timeoutMillis = options.otlp.timeoutMillis
    this.#delegate = this.#createDelegate()
  }

  /** Sends one request; resolves with the error when it failed for good. Never rejects. */
  send(payload: Payload): Promise<SendResult> {
    if (this.#closed) return Promise.resolve(closedError())
    return new Promise((resolve) => {
      const timer = setTimeout(
        () => {
          // The transport's own timeout is the idle time of the socket: a server that drips bytes never trips it.
          const error = timeoutError(this.#options.otlp, this.#timeoutMillis)
          this.#dropConnections(error)
          settle(error)
        },
        Math.min(this.#timeoutMillis + grace, longestTimer),
      ).unref()
      const settle = (result: SendResult) => {
        clearTimeout(timer)
        if (this.#pending.delete(settle)) resolve(result)
      }
      this.#pending.add(settle)
      try {
        this.#delegate.export(payload, ({ code, error }) =>
          settle(code === 0 ? undefined : (error ?? unknownError())),
        )
      } catch (error) {
        settle(error instanceof Error ? error : new Error(describe(error)))
      }
    })
  }

  /** Requests sent from now on are given up after `millis` at the latest, and not repeated after it. */
  hurry(millis: number): void {
    this.#timeoutMillis = Math.max(1, Math.min(millis, this.#options.otlp.timeoutMillis))
    this.#delegate = this.#createDelegate()
  }

  /** Gives up what is under way: every send resolves now, every socket is destroyed. */
  close(): void {
    this.#closed = true
    const error = closedError()
    this.#dropConnections(error)
    for (const settle of [...this.#pending]) settle(error)
  }

  /** An error without a network code is final for the transport: no retry, and no timer that waits for one. */
  #dropConnections(error: Error): void {
    for (const agent of this.#agents) {
      for (const sockets of [agent.sockets, agent.freeSockets]) {
        for (const socket of Object.values(sockets).flat()) socket?.destroy(error)
      }
    }
  }

  #createDelegate(): Delegate<Payload> {
    const { otlp, serializer, counter } = this.#options
    const contentType = otlp.protocol === 'http/json' ? 'application/json' : 'application/x-protobuf'
    return createOtlpHttpExportDelegate<Payload, unknown>(
      {
        url: otlp.url,
        headers: async () => {
          if (this.#closed) throw closedError()
          return { ...otlp.headers, 'Content-Type': contentType }
        },
        timeoutMillis: this.#timeoutMillis,
        compression: otlp.compression,
        concurrencyLimit: 30,
        agentFactory: async (protocol) => {
          const agent = await this.#newAgent(protocol)
          this.#agents.add(agent)
          return agent
        },
      },
      serializer,
      counter.name === 'span' ? 'otlp_http_span_exporter' : 'otlp_http_metric_exporter',
      counter,
      undefined,
    )
  }
}

function timeoutError({ url }: OtlpOptions, millis: number): Error {
  return new Error(`${url} gave no complete answer within ${millis} ms.`)
}

function closedError(): Error {
  return new Error('The exporter was shut down before the request was answered.')
}

function unknownError(): Error {
  return new Error('The request failed, and the transport did not say why.')
}

function tlsOptions({ tls }: OtlpOptions) {
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
