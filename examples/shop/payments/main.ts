import { startObservability } from 'spanmeter/setup'
import { StoringProcessor } from '../spans/storing-processor.ts'
import type { FromPayments, ToPayments } from './messages.ts'
import { createPaymentService } from './service.ts'
import { createPaymentTelemetry } from './telemetry.ts'

/** The payment process. The shop starts it; it ends when told to, or when the shop is gone, however it went. */

const END_WITHIN_MS = 3_000
let failing = false
let ending = false

const observability = await startObservability({
  serviceName: `${process.env.SHOP_SERVICE_NAME ?? 'shop'}-payments`,
  // No port of its own: what it counts leaves by OTLP, when there is a Collector.
  metrics: { server: false },
  spanProcessors: [new StoringProcessor('payments', (span) => tell({ kind: 'span', span }))],
})
const app = await createPaymentService({
  telemetry: createPaymentTelemetry(process.env.SHOP_NAMESPACE ?? 'shop'),
  isFailing: () => failing,
})

process.on('message', (message: ToPayments) => {
  if (message.kind === 'failing') failing = message.on
  else void end()
})
process.on('disconnect', () => void end())
// It may have gone while this was loading.
if (!process.connected) await end()
process.on('SIGTERM', () => void end())
// Ctrl-C reaches both processes of the terminal: the shop says when it is time.
process.on('SIGINT', () => {})

try {
  await app.listen({ host: '127.0.0.1', port: 0 })
  const address = app.server.address()
  if (address === null || typeof address === 'string') throw new Error('The payment service has no port.')
  tell({ kind: 'listening', port: address.port })
} catch (error) {
  tell({ kind: 'failed', message: String(error) })
  await end()
}

async function end(): Promise<void> {
  if (ending) return
  ending = true
  setTimeout(() => process.exit(1), END_WITHIN_MS).unref()
  await app.close()
  await observability.shutdown()
  process.exit(0)
}

function tell(message: FromPayments): void {
  // The shop may be gone already; then nobody is left to tell.
  if (process.connected) process.send?.(message, () => {})
}
