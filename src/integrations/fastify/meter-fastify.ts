import { context } from '@opentelemetry/api'
import type { FastifyPluginCallback, FastifyRequest } from 'fastify'
import type { HttpMeter } from '../../domains/index.ts'
import { countRequestBody, declaredLength } from './request-size.ts'
import { countResponseBody } from './response-size.ts'
import { whenGone } from './when-gone.ts'

/** What {@link meterFastify} is registered with. */
export interface MeterFastifyOptions {
  /** `shop.http`, or what else has these. */
  readonly meter: Pick<HttpMeter, 'server' | 'registerRoute' | 'observeConnections'>
}

type Operation = ReturnType<HttpMeter['server']['start']>

/** What is known of a request while it runs. */
interface Running {
  readonly operation: Operation
  requestBytes: () => number
  error: unknown
}

/** nginx's number for "the client went away before there was an answer". */
const CLIENT_CLOSED_REQUEST = 499

const plugin: FastifyPluginCallback<MeterFastifyOptions> = (app, { meter }, done) => {
  const requests = new WeakMap<FastifyRequest['raw'], Running>()

  const connections = meter.observeConnections(app.server)
  app.addHook('onClose', (_app, closed) => {
    connections[Symbol.dispose]()
    closed()
  })

  app.addHook('onRoute', (route) => {
    for (const method of [route.method].flat()) {
      // Fastify adds a HEAD route to each GET route; it gets its series when somebody asks for it.
      if (method !== 'HEAD') meter.registerRoute({ method, path: route.url })
    }
  })

  app.addHook('onRequest', (request, reply, next) => {
    const { raw } = request
    const [url_path] = request.url.split('?', 1)
    const details = { headers: { ...request.headers }, url_path, url_scheme: request.protocol }
    const operation = meter.server.start({ method: request.method }, { details })
    const running: Running = { operation, requestBytes: () => declaredLength(raw), error: undefined }
    requests.set(raw, running)
    const responseBytes = countResponseBody(reply.raw)
    const end = (): void => {
      reply.raw.off('close', end)
      forget()
      const answered = reply.raw.headersSent
      const status = answered ? reply.raw.statusCode : CLIENT_CLOSED_REQUEST
      operation.set({ path: routeOf(request), status })
      if (running.error !== undefined && status >= 500) operation.fail(running.error)
      operation.annotate({ request_size: running.requestBytes(), response_size: responseBytes() })
      operation.end()
    }
    const forget = whenGone(raw, end)
    reply.raw.once('close', end)
    context.with(operation.context, next)
  })

  app.addHook('preParsing', (request, _reply, payload, next) => {
    const running = requests.get(request.raw)
    if (running === undefined || request.headers['transfer-encoding'] === undefined)
      return next(null, payload)
    const counted = countRequestBody(payload)
    running.requestBytes = counted.bytes
    next(null, counted.body)
  })

  // The body arrived on the socket's events, which know nothing of this request's context.
  app.addHook('preValidation', (request, _reply, next) => {
    const running = requests.get(request.raw)
    if (running === undefined) next()
    else context.with(running.operation.context, next)
  })

  app.addHook('onError', (request, _reply, error, next) => {
    const running = requests.get(request.raw)
    if (running !== undefined) running.error = error
    next()
  })

  done()
}

function routeOf(request: FastifyRequest): string {
  return request.is404 ? 'unmatched' : (request.routeOptions.url ?? 'unmatched')
}

/**
 * Measures every request of a Fastify server: one server span and all metrics of the HTTP domain, by the route that
 * matched (`/products/:id`; `unmatched` for none). Handlers run inside the span, also after a body was read; the trace
 * and the baggage of the caller are continued. Routes that are registered later exist at 0 from the start.
 *
 * Register it first, before routes and other plugins: hooks that were added before it run outside the span. It holds
 * for the whole server, not only for one encapsulated part of it. Sizes are those of the bodies in bytes, as sent. A
 * client that goes away before there is an answer counts with status 499. A response of status 500 and above is a
 * failure. What Fastify refuses before its hooks, a malformed URL, is not seen. Follows the semantic conventions for HTTP
 * server spans.
 *
 * @example
 * const app = Fastify()
 * await app.register(meterFastify, { meter: shop.http })
 * app.get('/products/:id', async (request) => findProduct(request.params.id))
 */
export const meterFastify: FastifyPluginCallback<MeterFastifyOptions> = Object.assign(plugin, {
  // What the package fastify-plugin sets: not encapsulated, and a name for error messages.
  [Symbol.for('skip-override')]: true,
  [Symbol.for('fastify.display-name')]: 'spanmeter',
})
