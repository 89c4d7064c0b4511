import type { Duplex } from 'node:stream'
import type { LogError } from '../process/error-log.ts'
import { answer } from '../process/http-body.ts'
import type { Routes } from '../process/http-server.ts'
import type { RealtimeTelemetry } from '../telemetry/realtime.ts'
import { acceptWebsocket } from '../websocket/handshake.ts'
import type { RouterClient } from './router-client.ts'
import { SilentSession, serveSession } from './session.ts'

/** What sessions are served with. */
export interface RealtimeRoutesOptions {
  readonly workerId: string
  readonly telemetry: RealtimeTelemetry
  readonly router: RouterClient
  readonly log: LogError
}

/** `GET /health` for the router, and the websockets that the gateway leads here. */
export function routesOf({ workerId, telemetry, router, log }: RealtimeRoutesOptions): Routes {
  const serve = async (socket: Duplex, head: Buffer, session: string, headers: object): Promise<void> => {
    const details = { headers, session_id: session }
    await telemetry.sessions.session({}, details, async (operation) => {
      let status = 'completed'
      router.begun(session)
      try {
        await serveSession({ socket, head, workerId, telemetry })
      } catch (error) {
        status = error instanceof SilentSession ? 'timeout' : 'error'
        operation.fail(error)
        log(error)
      }
      await router.ended(session, status).catch(log)
    })
  }
  return {
    request(request, response) {
      if (request.url === '/health') answer(response, 200, { status: 'healthy' })
      else answer(response, 404, { error: `There is no ${request.url}.` })
    },
    upgrade(request, socket, head) {
      const session = String(request.headers['x-session-id'] ?? '')
      if (acceptWebsocket(request, socket)) void serve(socket, head, session, request.headers)
    },
  }
}
