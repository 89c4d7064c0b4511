import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { repository } from '../go/programs.mjs'
import { local } from './server.mjs'

const program = join(repository, 'build/examples/shop/main.js')

/**
 * @param {Pick<import('./server.mjs').Place, 'ports'> & { args: readonly string[], exportInterval: number }} options
 * @returns {import('./server.mjs').Server}
 */
export function shop({ ports, args, exportInterval }) {
  if (!existsSync(program)) {
    throw new Error('The shop is not built: run `npm run build && npm run build:examples` first.')
  }
  return {
    name: 'shop',
    command: process.execPath,
    args: [program, ...args],
    env: {
      // Some shells export a HOST of their own, the name of the machine.
      HOST: '127.0.0.1',
      PORT: String(ports.shop),
      OTEL_SERVICE_NAME: 'shop',
      OTEL_EXPORTER_PROMETHEUS_HOST: '127.0.0.1',
      OTEL_EXPORTER_PROMETHEUS_PORT: String(ports.shopMetrics),
      OTEL_EXPORTER_OTLP_ENDPOINT: local(ports.otlpHttp),
      OTEL_METRIC_EXPORT_INTERVAL: String(exportInterval),
    },
    ready: local(ports.shop, '/health'),
  }
}
