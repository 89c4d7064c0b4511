import { setImmediate as nextTurn } from 'node:timers/promises'
import { countFailedExport, dropPoints } from '../guard/index.ts'
import type { ResourceMetrics } from '../points/index.ts'
import { ExportError } from './export-error.ts'
import type { SendResult } from './export-result.ts'
import { mergeScopes } from './merge-scopes.ts'
import type { RequestEncoder } from './request-encoder.ts'
import { type MetricsRequest, type RequestLimits, requestsOf } from './requests.ts'
import type { RetainedRequests } from './retained.ts'

/** What a push works with. */
export interface PushParts {
  readonly encoder: RequestEncoder
  readonly retained: RetainedRequests
  readonly send: (request: MetricsRequest) => Promise<SendResult>
  readonly limits: RequestLimits
  /** Milliseconds after which nothing more is sent; what is left counts as failed. */
  readonly timeoutMillis: number
}

/** Milliseconds of work after which the event loop gets its turn. */
const sliceMillis = 2

/**
 * Sends one collection in as many requests as it takes, one after the other. A request that fails does not stop the
 * others. One that failed without an answer and holds delta points is kept for the next push; one that the server
 * refused is lost, as sending it again would change nothing.
 *
 * @returns an error that says what failed and what became of it, or nothing when all arrived
 */
export async function push(resourceMetrics: ResourceMetrics, parts: PushParts): Promise<Error | undefined> {
  const deadline = performance.now() + parts.timeoutMillis
  const report = new PushReport()
  const deliver = async (request: MetricsRequest) => {
    const error = performance.now() < deadline ? await parts.send(request) : notSent(parts.timeoutMillis)
    if (error === undefined) report.sent(request)
    else report.failed(request, error, parts.retained)
  }
  for (const request of parts.retained.takeAll()) await deliver(request)
  let sliceEnd = performance.now() + sliceMillis
  for (const request of requestsOf(mergeScopes(resourceMetrics), parts.encoder, parts.limits)) {
    if (request !== undefined) {
      await nextTurn()
      await deliver(request)
    } else if (performance.now() > sliceEnd) await nextTurn()
    else continue
    sliceEnd = performance.now() + sliceMillis
  }
  return report.error()
}

class PushReport {
  #requests = 0
  #points = 0
  #failedRequests = 0
  #failedPoints = 0
  #keptPoints = 0
  #lostPoints = 0
  #first: Error | undefined

  sent(request: MetricsRequest): void {
    this.#requests++
    this.#points += request.points
  }

  failed(request: MetricsRequest, error: ExportError, retained: RetainedRequests): void {
    this.sent(request)
    this.#first ??= error
    this.#failedRequests++
    this.#failedPoints += request.points
    const isKept = request.deltaPoints > 0 && !wasRefused(error)
    if (isKept) this.#keptPoints += request.deltaPoints
    for (const lost of isKept ? retained.keep(request) : [request]) {
      this.#lostPoints += lost.deltaPoints
      dropPoints(error.reason, lost.points)
    }
  }

  error(): Error | undefined {
    if (this.#first === undefined) return undefined
    const what = `${this.#failedRequests} of ${this.#requests} requests failed, with ${this.#failedPoints} of ${this.#points} points`
    const kept =
      this.#keptPoints > 0 ? ` ${this.#keptPoints} delta points are sent again with the next push.` : ''
    const lost = this.#lostPoints > 0 ? ` ${this.#lostPoints} delta points are lost.` : ''
    return new Error(`OTLP metrics: ${what}.${kept}${lost} The first error: ${this.#first.message}`, {
      cause: this.#first,
    })
  }
}

/** Answered with a status that does not say "later". */
function wasRefused({ reason }: ExportError): boolean {
  return reason.startsWith('status_')
}

function notSent(millis: number): ExportError {
  countFailedExport('metrics', 'deadline')
  return new ExportError('deadline', `The push took longer than ${millis} ms.`)
}
