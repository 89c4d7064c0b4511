import { join } from 'node:path'
import { local } from './server.mjs'

/** @param {import('./server.mjs').Place} place @returns {import('./server.mjs').Server} */
export function jaeger({ ports, programs, configuration }) {
  const file = join(configuration, 'jaeger/config.yaml')
  return {
    name: 'jaeger',
    command: programs.jaeger,
    args: ['--config', file],
    env: {
      JAEGER_HOST: '127.0.0.1',
      JAEGER_QUERY_PORT: String(ports.jaeger),
      JAEGER_QUERY_GRPC_PORT: String(ports.jaegerGrpc),
      JAEGER_OTLP_PORT: String(ports.jaegerOtlp),
      JAEGER_HEALTH_PORT: String(ports.jaegerHealth),
      JAEGER_METRICS_PORT: String(ports.jaegerMetrics),
      PROMETHEUS_ENDPOINT: local(ports.prometheus),
    },
    configuration: file,
    ready: local(ports.jaegerHealth, '/status'),
  }
}
