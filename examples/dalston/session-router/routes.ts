import type { IncomingMessage } from 'node:http'
import { answer, bodyOf, targetOf } from '../process/http-body.ts'
import type { Routes } from '../process/http-server.ts'
import type { SessionRouterTelemetry } from '../telemetry/session-router.ts'
import { PoolFull, type Registration, type SessionEnd, type WorkerPool } from './worker-pool.ts'

const MOST_BYTES = 4_096
const ends = ['completed', 'error', 'timeout'] as const satisfies readonly SessionEnd[]

interface Answer {
  readonly status: number
  readonly body: unknown
}

/** What the gateway and the workers ask: `POST /sessions`, `DELETE /sessions/:id?status=`, `PUT` and `DELETE /workers/:id`. */
export function routesOf(pool: WorkerPool, { http }: SessionRouterTelemetry): Routes {
  return {
    request(request, response) {
      const { method = 'GET', headers } = request
      const { path: pathname, query } = targetOf(request)
      const [, kind = '', id] = pathname.split('/')
      const details = { headers, url_path: pathname, url_scheme: 'http' }
      const work = async (): Promise<Answer> => {
        if (method === 'POST' && kind === 'sessions') return { status: 201, body: pool.allocate() }
        if (id === undefined) return { status: 404, body: { error: `There is no ${pathname}.` } }
        if (method === 'DELETE' && kind === 'sessions') return ended(pool, id, query.get('status'))
        if (method === 'DELETE' && kind === 'workers') pool.leave(id)
        else if (method === 'PUT' && kind === 'workers') pool.register(id, await registrationIn(request))
        else return { status: 404, body: { error: `There is no ${method} ${pathname}.` } }
        return { status: 200, body: {} }
      }
      void http.server.run(
        { method },
        async (operation) => {
          const { status, body } = await work().catch(failed)
          operation.set({ path: id === undefined ? `/${kind}` : `/${kind}/:id`, status })
          answer(response, status, body)
        },
        { details },
      )
    },
  }
}

function ended(pool: WorkerPool, id: string, given: string | null): Answer {
  const status = ends.find((each) => each === given)
  if (status === undefined)
    return { status: 400, body: { error: `status must be one of ${ends.join(', ')}.` } }
  pool.end(id, status)
  return { status: 200, body: {} }
}

async function registrationIn(request: IncomingMessage): Promise<Registration> {
  const { url, run, sessions } = JSON.parse(String(await bodyOf(request, { most: MOST_BYTES })))
  return { url: new URL(url).origin, run: String(run), sessions: Array.from(sessions, String) }
}

function failed(error: unknown): Answer {
  const status = error instanceof PoolFull ? 503 : 400
  return { status, body: { error: error instanceof Error ? error.message : String(error) } }
}
