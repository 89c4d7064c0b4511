import type { Agent } from 'node:http'
import {
  createOtlpHttpExportDelegate,
  httpAgentFactoryFromOptions,
} from '@opentelemetry/otlp-exporter-base/node-http'
import { describe } from '../guard/index.ts'
import { ExportError, failureOf } from './export-error.ts'
import type { SendResult } from './export-result.ts'
import type { OtlpOptions } from './options.ts'

type Delegate<Payload> = ReturnType<typeof createOtlpHttpExportDelegate<Payload, unknown>>
export type Serializer<Payload> = Parameters<typeof createOtlpHttpExportDelegate<Payload, unknown>>[1]
export type ItemCounter<Payload> = Parameters<typeof createOtlpHttpExportDelegate<Payload, unknown>>[3]
/** Keys and certificates as `node:https` takes them. */
export interface TlsOptions {
  readonly ca?: Buffer
  readonly cert?: Buffer
  readonly key?: Buffer
}

export interface LaneOptions<Payload> {
  readonly otlp: OtlpOptions
  readonly tls: TlsOptions
  readonly serializer: Serializer<Payload>
  readonly counter: ItemCounter<Payload>
  /** Milliseconds that a request may take, repetitions included. */
  readonly timeoutMillis: number
}

/** A timer of Node.js fires at once when it is given more. */
const longestTimer = 2 ** 31 - 1

/** Milliseconds by which the transport may overrun its own timeout before it is cut off. */
const grace = 250

/**
 * The official HTTP transport (retries, compression, keep-alive) for one request at a time, over a connection of its
 * own, so that a request can be given up without harm to another. The transport's own timeout is the idle time of the
 * socket: a server that drips bytes never trips it.
 */
export class Lane<Payload> {
  readonly timeoutMillis: number
  readonly #otlp: OtlpOptions
  readonly #delegate: Delegate<Payload>
  #agent: Agent | undefined
  #settle: ((result: SendResult) => void) | undefined
  #closed: ExportError | undefined

  constructor({ otlp, tls, serializer, counter, timeoutMillis }: LaneOptions<Payload>) {
    this.#otlp = otlp
    this.timeoutMillis = timeoutMillis
    const newAgent = httpAgentFactoryFromOptions({ keepAlive: true, ...tls })
    const contentType = otlp.protocol === 'http/json' ? 'application/json' : 'application/x-protobuf'
    this.#delegate = createOtlpHttpExportDelegate<Payload, unknown>(
      {
        url: otlp.url,
        // Asked before every attempt: throwing here keeps a lane that was closed from trying again.
        headers: async () => {
          if (this.#closed) throw this.#closed
          return { ...otlp.headers, 'Content-Type': contentType }
        },
        timeoutMillis,
        compression: otlp.compression,
        concurrencyLimit: 1,
        agentFactory: async (protocol) => {
          this.#agent = await newAgent(protocol)
          return this.#agent
        },
      },
      serializer,
      counter.name === 'span' ? 'otlp_http_span_exporter' : 'otlp_http_metric_exporter',
      counter,
      undefined,
    )
  }

  /** Whether it was given up. */
  get closed(): boolean {
    return this.#closed !== undefined
  }

  /** Sends one request; resolves with the error when it failed for good. Never rejects. */
  send(payload: Payload): Promise<SendResult> {
    return new Promise((resolve) => {
      const late = `${this.#otlp.url} gave no complete answer within ${this.timeoutMillis} ms.`
      const timer = setTimeout(
        () => this.close(new ExportError('timeout', late)),
        Math.min(this.timeoutMillis + grace, longestTimer),
      ).unref()
      const settle = (result: SendResult) => {
        clearTimeout(timer)
        this.#settle = undefined
        resolve(result)
      }
      this.#settle = settle
      try {
        this.#delegate.export(payload, ({ code, error }) => {
          // Given up before, it has its result.
          if (this.#settle === settle) settle(code === 0 ? undefined : exportError(error))
        })
      } catch (error) {
        settle(exportError(error))
      }
    })
  }

  /** Gives up what is under way with this error, and destroys the connection. */
  close(error: ExportError): void {
    this.#closed ??= error
    // An error without a network code is final for the transport: no retry, and no timer that waits for one.
    for (const sockets of [this.#agent?.sockets, this.#agent?.freeSockets]) {
      for (const socket of Object.values(sockets ?? {}).flat()) socket?.destroy(error)
    }
    this.#settle?.(error)
  }
}

function exportError(error: unknown): ExportError {
  if (error instanceof ExportError) return error
  if (error === undefined)
    return new ExportError('other', 'The request failed, and the transport did not say why.')
  if (!(error instanceof Error)) return new ExportError('other', describe(error))
  return new ExportError(failureOf(error), error.message, error)
}
