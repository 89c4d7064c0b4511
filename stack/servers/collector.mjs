import { join } from 'node:path'
import { repository } from '../go/programs.mjs'
import { local } from './server.mjs'

/** @param {import('./server.mjs').Place} place @returns {import('./server.mjs').Server} */
export function collector({ ports, folder, programs }) {
  return {
    name: 'collector',
    command: programs.otelcol,
    args: ['--config', join(repository, 'collector/gateway.yaml')],
    env: {
      COLLECTOR_HOST: '127.0.0.1',
      COLLECTOR_OTLP_GRPC_PORT: String(ports.otlpGrpc),
      COLLECTOR_OTLP_HTTP_PORT: String(ports.otlpHttp),
      COLLECTOR_HEALTH_PORT: String(ports.collectorHealth),
      COLLECTOR_METRICS_PORT: String(ports.collectorMetrics),
      COLLECTOR_QUEUE_DIRECTORY: join(folder, 'collector-queue'),
      JAEGER_OTLP_ENDPOINT: `127.0.0.1:${ports.jaegerOtlp}`,
      PROMETHEUS_OTLP_ENDPOINT: local(ports.prometheus, '/api/v1/otlp'),
    },
    ready: local(ports.collectorHealth),
  }
}
