import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { startObservability } from 'spanmeter/setup'
import { Strain } from '../strain/strain.ts'
import { createMonitoringServer } from './http/server.ts'
import { MonitoringService } from './monitoring/monitoring-service.ts'
import { toGrafana } from './monitoring/to-grafana.ts'
import { PlatformClient } from './platforms/platform-client.ts'
import { Platforms } from './platforms/platform-server.ts'
import { type Prospect, ProspectProcessor } from './prospects/prospect-processor.ts'
import { createTelemetry } from './telemetry.ts'

/** Whoever sends prospects does not wait for the answer before, but for so many at most. */
const PAUSE_MS = 100
const MOST_UNDER_WAY = 50

const { values } = parseArgs({
  options: {
    seconds: { type: 'string' },
    port: { type: 'string', default: '8070' },
    pushgateway: { type: 'string' },
    'push-seconds': { type: 'string', default: '15' },
    'error-file': { type: 'string' },
    grafana: { type: 'string' },
    'grafana-api': { type: 'string', default: 'api' },
    'memory-limit': { type: 'string' },
  },
})
const { GRAFANA_API_KEY, GRAFANA_USERNAME, GRAFANA_PASSWORD, PUSHGATEWAY_TOKEN } = process.env

const stop = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort())

const observability = await startObservability({
  serviceName: 'monitoring-service',
  metrics: { server: false },
})
const telemetry = createTelemetry()
const monitoring = new MonitoringService({
  telemetry,
  observability,
  ...(values.pushgateway !== undefined && {
    prometheusPushGateway: values.pushgateway,
    pushEverySeconds: Number(values['push-seconds']),
  }),
  ...(PUSHGATEWAY_TOKEN && { prometheusPushGatewayCredentials: { token: PUSHGATEWAY_TOKEN } }),
  ...(values.grafana !== undefined && {
    grafanaUrl: values.grafana,
    grafanaGeneration: values['grafana-api'] === 'apis' ? 'apis' : 'api',
    ...(GRAFANA_API_KEY && { grafanaApiKey: GRAFANA_API_KEY }),
    ...(GRAFANA_USERNAME && { grafanaUsername: GRAFANA_USERNAME }),
    ...(GRAFANA_PASSWORD && { grafanaPassword: GRAFANA_PASSWORD }),
  }),
  ...(values['error-file'] !== undefined && { storeErrors: true, errorFile: values['error-file'] }),
})
const platforms = new Platforms()
const processor = new ProspectProcessor(
  telemetry,
  monitoring,
  new PlatformClient(await listen(platforms.server, 0), telemetry, monitoring),
)
const memoryLimit = values['memory-limit'] === undefined ? undefined : Number(values['memory-limit'])
const server = createMonitoringServer({
  telemetry,
  monitoring,
  processor,
  breakable: {
    platforms,
    scoring: processor,
    processors: Strain.ofProcessors(),
    memory: memoryLimit === undefined ? undefined : Strain.ofMemory(memoryLimit),
  },
  metrics: observability.metricsHandler,
})
const url = await listen(server, Number(values.port))
telemetry.resources.observeProcess({ component: 'prospect_processor' }, { memoryLimit })
console.log(`The monitoring service answers at ${url}, its metrics are at ${url}/metrics. Ctrl-C ends it.`)

// The service does not wait for Grafana.
const inGrafana = values.grafana === undefined ? undefined : toGrafana(monitoring)
if (values.seconds !== undefined) setTimeout(() => stop.abort(), Number(values.seconds) * 1_000)
await sendProspects()
for (const each of [server, platforms.server]) {
  each.close()
  each.closeAllConnections()
}
await inGrafana
await monitoring.close()
await observability.shutdown()

/** Whoever sends prospects to the service, by turns from two platforms. */
async function sendProspects(): Promise<void> {
  const underWay = new Set<Promise<void>>()
  for (let sent = 0; !stop.signal.aborted; sent++) {
    const prospect = { id: `p${sent}`, platform: sent % 3 === 0 ? 'twitter' : 'linkedin' }
    const one = send(prospect).finally(() => underWay.delete(one))
    underWay.add(one)
    if (underWay.size >= MOST_UNDER_WAY) await Promise.race(underWay)
    await sleep(PAUSE_MS, undefined, { signal: stop.signal }).catch(() => undefined)
  }
  await Promise.all(underWay)
}

async function send(prospect: Prospect): Promise<void> {
  const body = JSON.stringify(prospect)
  // Without an answer he goes on to the next.
  await fetch(`${url}/prospects`, { method: 'POST', body, signal: stop.signal })
    .then((answer) => answer.arrayBuffer())
    .catch(() => undefined)
}

async function listen(each: Server, port: number): Promise<string> {
  each.listen(port, '127.0.0.1')
  await once(each, 'listening')
  // It listens on TCP.
  return `http://127.0.0.1:${(each.address() as AddressInfo).port}`
}
