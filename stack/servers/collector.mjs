import { join } from 'node:path'
import { local } from './server.mjs'

/**
 * What one Collector has that another one has not.
 *
 * @typedef {object} CollectorOptions
 * @property {string} [name] beside another one. Default `collector`
 * @property {object} [overlay] configuration that is merged over `collector/gateway.yaml`; lists are replaced
 * @property {NodeJS.ProcessEnv} [env] what its configuration reads
 */

/** @param {import('./server.mjs').Place & CollectorOptions} place @returns {import('./server.mjs').Server} */
export function collector({ ports, folder, programs, configuration, name = 'collector', overlay, env = {} }) {
  const file = join(configuration, 'collector/gateway.yaml')
  return {
    name,
    command: programs.otelcol,
    args: [
      ...['--config', file],
      // JSON is YAML.
      ...(overlay === undefined ? [] : ['--config', `yaml:${JSON.stringify(overlay)}`]),
    ],
    env: {
      COLLECTOR_HOST: '127.0.0.1',
      COLLECTOR_OTLP_GRPC_PORT: String(ports.otlpGrpc),
      COLLECTOR_OTLP_HTTP_PORT: String(ports.otlpHttp),
      COLLECTOR_HEALTH_PORT: String(ports.collectorHealth),
      COLLECTOR_METRICS_PORT: String(ports.collectorMetrics),
      COLLECTOR_QUEUE_DIRECTORY: join(folder, `${name}-queue`),
      JAEGER_OTLP_ENDPOINT: `127.0.0.1:${ports.jaegerOtlp}`,
      PROMETHEUS_OTLP_ENDPOINT: local(ports.prometheus, '/api/v1/otlp'),
      ...env,
    },
    configuration: file,
    ready: local(ports.collectorHealth),
  }
}
