import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { startObservability } from 'spanmeter/setup'
import { CampaignHandler } from './campaigns/campaign-handler.ts'
import { CampaigncallHandler } from './campaigns/campaigncall-handler.ts'
import { actAsCustomers } from './customers.ts'
import { EventPublisher } from './events/event-publisher.ts'
import { proceduresOf } from './rpc/procedures.ts'
import { createRpcServer } from './rpc/rpc-server.ts'
import { createTelemetry } from './telemetry.ts'

const ROUND_MS = 100

const { values } = parseArgs({
  options: {
    seconds: { type: 'string' },
    port: { type: 'string', default: '8090' },
    'in-seconds': { type: 'boolean' },
    'no-customers': { type: 'boolean', default: false },
  },
})

const stop = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort())

const observability = await startObservability({
  serviceName: 'campaign-manager',
  metrics: { server: false },
})
const telemetry = createTelemetry({ inSeconds: values['in-seconds'] ?? false })
const events = new EventPublisher(telemetry)
const campaigns = new CampaignHandler(telemetry, events, new CampaigncallHandler(telemetry, events))
const server = createRpcServer({
  telemetry,
  procedures: proceduresOf(campaigns),
  metrics: observability.metricsHandler,
})
server.listen(Number(values.port), '127.0.0.1')
await once(server, 'listening')
// It listens on TCP.
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
console.log(`The campaign manager answers at ${url}/rpc, its metrics are at ${url}/metrics. Ctrl-C ends it.`)

if (values.seconds !== undefined) setTimeout(() => stop.abort(), Number(values.seconds) * 1_000)
const customers = values['no-customers'] ? undefined : actAsCustomers(url, stop.signal)
await Promise.all([customers, executeRounds()])
server.close()
server.closeAllConnections()
await observability.shutdown()

async function executeRounds(): Promise<void> {
  while (!stop.signal.aborted) {
    await campaigns.execute()
    await sleep(ROUND_MS)
  }
}
