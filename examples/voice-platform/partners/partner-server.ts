import { createServer, type Server, type ServerResponse } from 'node:http'
import { troubled } from './partners.ts'

/** One delivery that a partner received, and what it answered: 0 for no answer at all. */
export interface Received {
  readonly partnerId: string
  readonly webhookId: string
  readonly eventType: string
  readonly attempt: number
  readonly status: number
}

/** Whether partners have trouble with one webhook in ten, with none, or with all, or take all and answer nothing. */
export type PartnersMood = 'mixed' | 'well' | 'failing' | 'silent'

/** One webhook in so many is trouble. */
const TROUBLE_EVERY = 10
const LAST_ATTEMPT = 4

/** The partners' own servers, in one: `POST /<partner>`. They fail on purpose, each in its way. */
export class PartnerServer {
  mood: PartnersMood = 'mixed'
  readonly server: Server
  readonly #heard: (received: Received) => void
  readonly #firsts = new Map<string, number>()
  readonly #trouble = new Set<string>()

  constructor(heard: (received: Received) => void = () => {}) {
    this.#heard = heard
    this.server = createServer((request, response) => {
      request.resume()
      request.once('end', () => {
        const delivery = {
          partnerId: (request.url ?? '').slice(1),
          webhookId: String(request.headers['webhook-id']),
          eventType: String(request.headers['webhook-event']),
          attempt: Number(request.headers['webhook-attempt']),
        }
        const status = this.#answersTo(delivery)
        this.#heard({ ...delivery, status })
        if (this.mood !== 'silent') answer(response, status)
      })
    })
  }

  #answersTo({ partnerId, webhookId, attempt }: Omit<Received, 'status'>): number {
    const inTrouble = Object.hasOwn(troubled, partnerId) ? troubled[partnerId] : undefined
    if (inTrouble === undefined) return 404
    if (this.mood === 'silent') return 0
    if (this.mood === 'failing') return 500
    if (attempt === 1) {
      const count = (this.#firsts.get(partnerId) ?? 0) + 1
      this.#firsts.set(partnerId, count)
      if (this.mood === 'mixed' && count % TROUBLE_EVERY === 0) this.#trouble.add(webhookId)
    }
    if (!this.#trouble.has(webhookId)) return 200
    const status = inTrouble(attempt)
    if ((status >= 200 && status < 300) || attempt >= LAST_ATTEMPT) this.#trouble.delete(webhookId)
    return status
  }
}

function answer(response: ServerResponse, status: number): void {
  if (status === 0) response.destroy()
  else response.writeHead(status).end()
}
