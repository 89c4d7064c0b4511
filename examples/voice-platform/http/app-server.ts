import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { CampaignStore } from '../campaigns/campaign-store.ts'
import type { Telephony, TelephonyMood } from '../campaigns/telephony.ts'
import type { PartnerServer, PartnersMood } from '../partners/partner-server.ts'
import type { WebhookQueue } from '../webhooks/webhook-queue.ts'

/** What the server answers with. */
export interface AppServerParts {
  readonly store: CampaignStore
  readonly queue: WebhookQueue
  readonly telephony: Telephony
  readonly partners: PartnerServer
  /** Answers what is asked for below `/metrics`. */
  readonly metrics: (request: IncomingMessage, response: ServerResponse) => void
}

const telephonyMoods: readonly TelephonyMood[] = ['well', 'refusing', 'slow']
const partnersMoods: readonly PartnersMood[] = ['mixed', 'well', 'failing']

/**
 * The platform's own server: its books at `/campaigns` and `/webhooks`, its metrics below `/metrics`. `POST
 * /faults/telephony/<mood>` and `/faults/partners/<mood>` break what the alerts watch.
 */
export function createAppServer(parts: AppServerParts): Server {
  return createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    if (pathname.startsWith('/metrics')) return parts.metrics(request, response)
    answerTo(`${request.method} ${pathname}`, parts).then(
      ({ status, body }) => send(response, status, body),
      (error: unknown) => send(response, 503, { error: String(error) }),
    )
  })
}

async function answerTo(asked: string, parts: AppServerParts): Promise<{ status: number; body: unknown }> {
  const { store, queue, telephony, partners } = parts
  if (asked === 'GET /campaigns') {
    const campaigns = store.all().map(({ leads, ...campaign }) => ({ ...campaign, pending: leads.length }))
    return { status: 200, body: campaigns }
  }
  if (asked === 'GET /webhooks') {
    const [state, claimed, dead] = await Promise.all([queue.state(), queue.claimed(), queue.dead()])
    return { status: 200, body: { ...state, claimed, dead } }
  }
  const telephonyMood = telephonyMoods.find((mood) => asked === `POST /faults/telephony/${mood}`)
  if (telephonyMood !== undefined) telephony.mood = telephonyMood
  const partnersMood = partnersMoods.find((mood) => asked === `POST /faults/partners/${mood}`)
  if (partnersMood !== undefined) partners.mood = partnersMood
  if (telephonyMood === undefined && partnersMood === undefined) {
    return { status: 404, body: { error: `There is no ${asked}.` } }
  }
  return { status: 200, body: { telephony: telephony.mood, partners: partners.mood } }
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
