import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { startObservability } from 'spanmeter/setup'
import { createMonitoringServer } from './http/server.ts'
import { MonitoringService } from './monitoring/monitoring-service.ts'
import { toGrafana } from './monitoring/to-grafana.ts'
import { PlatformClient } from './platforms/platform-client.ts'
import { createPlatformServer } from './platforms/platform-server.ts'
import { ProspectProcessor } from './prospects/prospect-processor.ts'
import { createTelemetry } from './telemetry.ts'

const PAUSE_MS = 20

const { values } = parseArgs({
  options: {
    seconds: { type: 'string' },
    port: { type: 'string', default: '8070' },
    pushgateway: { type: 'string' },
    'error-file': { type: 'string' },
    grafana: { type: 'string' },
  },
})

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
  ...(values.pushgateway !== undefined && { prometheusPushGateway: values.pushgateway }),
  ...(values.grafana !== undefined && {
    grafanaUrl: values.grafana,
    grafanaApiKey: process.env.GRAFANA_API_KEY ?? '',
  }),
  ...(values['error-file'] !== undefined && { storeErrors: true, errorFile: values['error-file'] }),
})
const platforms = createPlatformServer()
const processor = new ProspectProcessor(
  telemetry,
  monitoring,
  new PlatformClient(await listen(platforms, 0), telemetry, monitoring),
)
const server = createMonitoringServer({
  telemetry,
  monitoring,
  processor,
  metrics: observability.metricsHandler,
})
const url = await listen(server, Number(values.port))
telemetry.resources.observeProcess({ component: 'prospect_processor' })
console.log(`The monitoring service answers at ${url}, its metrics are at ${url}/metrics. Ctrl-C ends it.`)

if (values.grafana !== undefined) await toGrafana(monitoring)
if (values.seconds !== undefined) setTimeout(() => stop.abort(), Number(values.seconds) * 1_000)
await sendProspects()
for (const each of [server, platforms]) {
  each.close()
  each.closeAllConnections()
}
await monitoring.close()
await observability.shutdown()

/** Whoever sends prospects: one after the other, to two platforms. */
async function sendProspects(): Promise<void> {
  for (let sent = 0; !stop.signal.aborted; sent++) {
    const prospect = { id: `p${sent}`, platform: sent % 3 === 0 ? 'twitter' : 'linkedin' }
    try {
      const body = JSON.stringify(prospect)
      await (await fetch(`${url}/prospects`, { method: 'POST', body, signal: stop.signal })).arrayBuffer()
      await sleep(PAUSE_MS, undefined, { signal: stop.signal })
    } catch (error) {
      if (!stop.signal.aborted) throw error
    }
  }
}

async function listen(each: Server, port: number): Promise<string> {
  each.listen(port, '127.0.0.1')
  await once(each, 'listening')
  // It listens on TCP.
  return `http://127.0.0.1:${(each.address() as AddressInfo).port}`
}
