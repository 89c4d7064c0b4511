import { fork } from 'node:child_process'
import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { startObservability } from 'spanmeter/setup'
import { Strain } from '../strain/strain.ts'
import { CampaignEngine } from './campaigns/campaign-engine.ts'
import { CampaignStore } from './campaigns/campaign-store.ts'
import { Telephony } from './campaigns/telephony.ts'
import { createAppServer } from './http/app-server.ts'
import { PartnerServer } from './partners/partner-server.ts'
import { stopSignal } from './stopping.ts'
import { createTelemetry } from './telemetry.ts'
import { Users } from './users.ts'
import { connectRedis } from './webhooks/redis.ts'
import { WebhookOutbox } from './webhooks/webhook-outbox.ts'
import { WebhookQueue } from './webhooks/webhook-queue.ts'

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '5000' },
    'worker-ports': { type: 'string', default: '5001,5002' },
    'partners-port': { type: 'string', default: '5005' },
    /** Where partners listen, if it is not the server in here. */
    partners: { type: 'string' },
    /** MiB at which whoever supervises this process ends it, if there is such a one beside the container. */
    'memory-limit': { type: 'string' },
    calls: { type: 'string' },
    seconds: { type: 'string' },
  },
})
const redisUrl = process.env.REDIS_URL || 'redis://127.0.0.1:6379'

const stop = stopSignal(values.seconds)
const telemetry = createTelemetry()
const observability = await startObservability({
  serviceName: 'livekit-platform',
  metrics: { server: false },
})
const redis = await connectRedis(redisUrl)
const queue = new WebhookQueue(redis)
const partners = new PartnerServer()
const partnersUrl = values.partners ?? (await listen(partners.server, values['partners-port']))
const outbox = new WebhookOutbox(telemetry, queue, (partnerId) => `${partnersUrl}/${partnerId}`)
const store = new CampaignStore()
const users = new Users(store, values.calls === undefined ? undefined : Number(values.calls))
const telephony = new Telephony()
const engine = new CampaignEngine({
  telemetry,
  store,
  telephony,
  notify: (event, { id, partnerId }, body) => outbox.send(event, partnerId, { campaign: id, ...body }),
})
// While no worker is there, nobody else would tell of it.
using _queue = telemetry.webhookQueue.observe({ queue: 'webhooks' }, () => queue.state())
const memoryLimit =
  values['memory-limit'] === undefined ? undefined : Number(values['memory-limit']) * 2 ** 20
using _process = telemetry.resources.observeProcess({ component: 'campaign_engine' }, { memoryLimit })
const memory = memoryLimit === undefined ? undefined : Strain.ofMemory(memoryLimit)
const breakable = { users, telephony, partners, processors: Strain.ofProcessors(), memory }
const app = createAppServer({ store, queue, breakable, metrics: observability.metricsHandler })
const url = await listen(app, values.port)
console.log(`The voice platform answers at ${url}, its metrics are at ${url}/metrics. Ctrl-C ends it.`)

const workers = values['worker-ports'].split(',').map((port, index) => startWorker(port, index + 1))
await Promise.all([users.act(stop), engine.run(stop)])
for (const worker of workers) worker.kill('SIGTERM')
await Promise.all(workers.map((worker) => worker.exitCode ?? worker.signalCode ?? once(worker, 'exit')))
for (const server of [app, partners.server]) server.close().closeAllConnections()
await observability.shutdown()
redis.destroy()

function startWorker(port: string, number: number) {
  const program = fileURLToPath(new URL('./worker/main.js', import.meta.url))
  return fork(program, ['--id', `worker-${number}`, '--port', port])
}

async function listen(server: Server, port: string): Promise<string> {
  server.listen(Number(port), '127.0.0.1')
  await once(server, 'listening')
  // It listens on TCP.
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
