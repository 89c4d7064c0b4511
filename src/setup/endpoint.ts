import type { ServerResponse } from 'node:http'
import type { MetricsHandler, MetricsServer } from '../exposition/index.ts'
import { describe, swallow, warn } from '../guard/index.ts'
import type { Collectable } from '../points/index.ts'
import type { EndpointConfiguration } from './configuration/metrics.ts'

/** Where the metrics can be had over HTTP. */
export interface Endpoint {
  readonly handler: MetricsHandler
  /** Only where a port was opened. */
  readonly server: MetricsServer | undefined
}

/** Answers 404: what is mounted in the application's server when metrics are off. */
export const noMetrics: MetricsHandler = (_request, response) =>
  plain(response, 404, 'Metrics are turned off in this process.')

/**
 * Opens the metrics port where one is wanted; the handler is loaded with its first request.
 *
 * @throws Error when the port cannot be had, unless `strict` is false: then it is warned of
 */
export async function openEndpoint(
  reader: Collectable,
  configuration: EndpointConfiguration,
  { server, strict }: { server: boolean; strict: boolean | undefined },
): Promise<Endpoint> {
  const { host, port, path, token } = configuration
  const options = { reader, path, ...(token !== undefined && { bearerToken: token }) }
  let loading: Promise<MetricsHandler> | undefined
  const handler: MetricsHandler = (request, response) => {
    loading ??= import('../exposition/index.ts').then(({ createMetricsHandler }) =>
      createMetricsHandler(options),
    )
    loading.then(
      (loaded) => loaded(request, response),
      (error: unknown) => {
        swallow('the metrics handler', error)
        plain(response, 500, 'The metrics handler could not be loaded.')
      },
    )
  }
  if (!server) return { handler, server: undefined }
  try {
    const { startMetricsServer } = await import('../exposition/index.ts')
    return { handler, server: await startMetricsServer({ ...options, host, port }) }
  } catch (error) {
    const failure = portError(error)
    if (strict !== false) throw failure
    warn(`${failure.message} Metrics are not served.`)
    return { handler, server: undefined }
  }
}

function plain(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' })
  response.end(`${text}\n`)
}

function portError(error: unknown): Error {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  const where =
    'Host and port come from the options metrics.host and metrics.port, or from OTEL_EXPORTER_PROMETHEUS_HOST and OTEL_EXPORTER_PROMETHEUS_PORT.'
  return Object.assign(new Error(`${describe(error).replace(/^Error: /, '')} ${where}`, { cause: error }), {
    code,
  })
}
