import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Strain } from '../../strain/strain.ts'
import type { CampaignStore } from '../campaigns/campaign-store.ts'
import type { Telephony } from '../campaigns/telephony.ts'
import type { PartnerServer } from '../partners/partner-server.ts'
import type { Users } from '../users.ts'
import type { WebhookQueue } from '../webhooks/webhook-queue.ts'

/** What the server answers with. */
export interface AppServerParts {
  readonly store: CampaignStore
  readonly queue: WebhookQueue
  /** What can be broken, by the name that it has in `/faults/<name>/<mood>`. */
  readonly breakable: {
    readonly users: Users
    readonly telephony: Telephony
    readonly partners: PartnerServer
    readonly processors: Strain
    /** Not without a limit of its own: that of the machine is no example. */
    readonly memory?: Strain | undefined
  }
  /** Answers what is asked for below `/metrics`. */
  readonly metrics: (request: IncomingMessage, response: ServerResponse) => void
}

/**
 * The platform's own server: its books at `/campaigns` and `/webhooks`, its metrics below `/metrics`. `POST
 * /faults/<what>/<mood>` breaks what the alerts watch, and mends it.
 */
export function createAppServer(parts: AppServerParts): Server {
  return createServer((request, response) => {
    // Not every target that is asked for is an address: `//` is none, and a parser would throw.
    const [pathname = '/'] = (request.url ?? '/').split('?', 1)
    if (pathname.startsWith('/metrics')) return parts.metrics(request, response)
    answerTo(`${request.method} ${pathname}`, parts).then(
      ({ status, body }) => send(response, status, body),
      (error: unknown) => send(response, 503, { error: String(error) }),
    )
  })
}

async function answerTo(asked: string, parts: AppServerParts): Promise<{ status: number; body: unknown }> {
  const { store, queue, breakable } = parts
  if (asked === 'GET /campaigns') {
    const campaigns = store.all().map(({ leads, ...campaign }) => ({ ...campaign, pending: leads.length }))
    return { status: 200, body: campaigns }
  }
  if (asked === 'GET /webhooks') {
    const [state, claimed, dead] = await Promise.all([queue.state(), queue.claimed(), queue.dead()])
    return { status: 200, body: { ...state, claimed, dead } }
  }
  const [, what, mood] = /^POST \/faults\/(\w+)\/(\w+)$/.exec(asked) ?? []
  if (!become(breakable, what, mood)) return { status: 404, body: { error: `There is no ${asked}.` } }
  return { status: 200, body: { [String(what)]: mood } }
}

/** @returns whether there is such a thing, and such a mood of it */
function become(things: AppServerParts['breakable'], what?: string, mood?: string): boolean {
  const { users, telephony, partners, processors, memory } = things
  switch (what) {
    case 'users':
      return set(users, ['well', 'away'], mood)
    case 'telephony':
      return set(telephony, ['well', 'refusing', 'slow'], mood)
    case 'partners':
      return set(partners, ['mixed', 'well', 'failing', 'silent'], mood)
    case 'processors':
      return strain(processors, 'busy', mood)
    case 'memory':
      return memory !== undefined && strain(memory, 'holding', mood)
    default:
      return false
  }
}

function set<Mood extends string>(thing: { mood: Mood }, moods: readonly Mood[], wanted?: string): boolean {
  const mood = moods.find((each) => each === wanted)
  if (mood !== undefined) thing.mood = mood
  return mood !== undefined
}

function strain(what: Strain, bad: string, wanted?: string): boolean {
  if (wanted !== bad && wanted !== 'well') return false
  what.on = wanted === bad
  return true
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
