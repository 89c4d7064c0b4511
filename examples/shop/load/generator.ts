import { Agent, request } from 'node:http'
import { type Call, KINDS, type Kind } from './kinds.ts'
import { Mix } from './mix.ts'
import { Shopper } from './shopper.ts'

/** What the generator saw from outside. The shop's own numbers come from its instruments, not from here. */
export interface LoadTotals {
  readonly sent: number
  /** Answers by first digit of their status: `2xx`, `4xx`, `5xx`. */
  readonly answers: Readonly<Record<string, number>>
  /** No answer came: refused, reset, or nothing within 10 s. */
  readonly unanswered: number
  /** Due, but not sent, because too many were under way. */
  readonly skipped: number
}

const TICK_MS = 20
const MAX_UNDER_WAY = 128
const MAX_SOCKETS = 32
const ANSWER_WITHIN_MS = 10_000

/** Sends requests to one port at a steady rate; what the shop cannot take is skipped, not piled up. */
export class LoadGenerator {
  readonly #host: string
  readonly #port: number
  readonly #rate: number
  readonly #mix: Mix
  readonly #shopper = new Shopper()
  readonly #agent = new Agent({ keepAlive: true, maxSockets: MAX_SOCKETS })
  readonly #answers: Record<string, number> = {}
  #timer: NodeJS.Timeout | undefined
  #sent = 0
  #unanswered = 0
  #skipped = 0
  #underWay = 0
  #whenIdle: (() => void) | undefined

  constructor(options: { host: string; port: number; rate: number; kinds?: readonly Kind[] }) {
    this.#mix = new Mix(options.kinds ?? KINDS)
    this.#host = options.host
    this.#port = options.port
    this.#rate = options.rate
  }

  totals(): LoadTotals {
    const { '2xx': ok = 0, '4xx': refused = 0, '5xx': failed = 0, ...others } = this.#answers
    const answers = { '2xx': ok, '4xx': refused, '5xx': failed, ...others }
    return { sent: this.#sent, answers, unanswered: this.#unanswered, skipped: this.#skipped }
  }

  start(): void {
    if (this.#rate === 0 || this.#timer !== undefined) return
    let due = 0
    let last = performance.now()
    this.#timer = setInterval(() => {
      const now = performance.now()
      // After a pause of the machine at most one second's requests are made up for.
      due += (Math.min(now - last, 1_000) / 1_000) * this.#rate
      last = now
      for (; due >= 1; due--) {
        if (this.#underWay >= MAX_UNDER_WAY) this.#skipped++
        else void this.#sendNext()
      }
    }, TICK_MS)
  }

  /** Sends no more, and resolves when the last answer is in. */
  async stop(): Promise<void> {
    clearInterval(this.#timer)
    if (this.#underWay > 0) await new Promise<void>((resolve) => (this.#whenIdle = resolve))
    this.#agent.destroy()
  }

  async #sendNext(): Promise<void> {
    const kind = this.#mix.next()
    this.#sent++
    this.#underWay++
    try {
      const { status, body } = await this.#send(kind.make(this.#shopper))
      const digit = `${Math.floor(status / 100)}xx`
      this.#answers[digit] = (this.#answers[digit] ?? 0) + 1
      const orderId = status === 201 ? orderIdOf(body) : undefined
      if (orderId !== undefined) this.#shopper.confirmed(orderId)
    } catch {
      this.#unanswered++
    } finally {
      this.#underWay--
      if (this.#underWay === 0) this.#whenIdle?.()
    }
  }

  #send(call: Call): Promise<{ status: number; body: string }> {
    const payload = call.body === undefined ? undefined : JSON.stringify(call.body)
    return new Promise((resolve, reject) => {
      const sent = request(
        {
          host: this.#host,
          port: this.#port,
          method: call.method,
          path: call.path,
          agent: this.#agent,
          signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
          headers: {
            baggage: `tenant_id=${this.#shopper.tenant()}`,
            ...(payload === undefined
              ? {}
              : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) }),
          },
        },
        (response) => {
          let body = ''
          response.setEncoding('utf8')
          response.on('data', (chunk: string) => {
            body += chunk
          })
          response.on('end', () => resolve({ status: response.statusCode ?? 0, body }))
          response.on('error', reject)
        },
      )
      sent.on('error', reject)
      sent.end(payload)
    })
  }
}

function orderIdOf(body: string): number | undefined {
  const parsed: unknown = JSON.parse(body)
  if (typeof parsed !== 'object' || parsed === null || !('orderId' in parsed)) return undefined
  return typeof parsed.orderId === 'number' ? parsed.orderId : undefined
}
