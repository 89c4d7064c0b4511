import { join } from 'node:path'
import { repository } from '../go/programs.mjs'
import { local } from './server.mjs'

/** @param {import('./server.mjs').Place} place @returns {import('./server.mjs').Server} */
export function jaeger({ ports, programs }) {
  return {
    name: 'jaeger',
    command: programs.jaeger,
    args: ['--config', join(repository, 'jaeger/config.yaml')],
    env: {
      JAEGER_HOST: '127.0.0.1',
      JAEGER_QUERY_PORT: String(ports.jaeger),
      JAEGER_QUERY_GRPC_PORT: String(ports.jaegerGrpc),
      JAEGER_OTLP_PORT: String(ports.jaegerOtlp),
      JAEGER_HEALTH_PORT: String(ports.jaegerHealth),
      JAEGER_METRICS_PORT: String(ports.jaegerMetrics),
      PROMETHEUS_ENDPOINT: local(ports.prometheus),
    },
    ready: local(ports.jaegerHealth, '/status'),
  }
}
