import type { AddressInfo } from 'node:net'
import { startObservability } from 'spanmeter/setup'
import { createApp } from './api/app.ts'
import { openRedisCache, type RedisCache } from './cache/redis-cache.ts'
import { SharedProducts } from './cache/shared-products.ts'
import { seedProducts } from './catalog-data.ts'
import { httpUrl, reachableHost, setVariable } from './cli/address.ts'
import type { ShopOptions } from './cli/options.ts'
import { checkPortFree } from './cli/port-free.ts'
import { Closers } from './closers.ts'
import { openDatabase } from './database/open-database.ts'
import { Orders } from './database/orders.ts'
import { Products } from './database/products.ts'
import { slowSource } from './database/slow-source.ts'
import { meteredSql } from './database/sql.ts'
import { EventBus } from './events/event-bus.ts'
import { Analytics } from './events/handlers/analytics.ts'
import { auditHandler } from './events/handlers/audit.ts'
import { emailHandler } from './events/handlers/email.ts'
import { SearchIndex } from './events/handlers/search-index.ts'
import { FaultSwitches } from './faults/faults.ts'
import { holdConnections } from './faults/held-connections.ts'
import { repeatFaults } from './faults/repeated-faults.ts'
import { LoadGenerator } from './load/generator.ts'
import { PaymentClient } from './payments/payment-client.ts'
import { type PaymentProcess, startPaymentProcess } from './payments/payment-process.ts'
import { checkReadiness, type Store } from './readiness.ts'
import { Monitor } from './report/monitor.ts'
import type { Places } from './report/status.ts'
import { SpanStore } from './spans/span-store.ts'
import { StoringProcessor } from './spans/storing-processor.ts'
import { createTelemetry, type ShopTelemetry } from './telemetry.ts'

const DRAIN_WITHIN_MS = 2_000

/** The shop while it runs. */
export interface RunningShop {
  readonly places: Places
  readonly monitor: Monitor
  readonly load: LoadGenerator
  /** Lets what is under way come to its end, so that nothing is missing in the summary. The shop still answers. */
  settle(): Promise<void>
  /** Ends everything, the payment process too. Never throws. */
  close(): Promise<void>
}

/** What a shop needs to start. */
interface ShopSetting {
  readonly options: ShopOptions
  readonly port: number
  readonly env: NodeJS.ProcessEnv
  /** Told what somebody should know, though the shop starts all the same. */
  readonly notice: (sentence: string) => void
}

/** Starts both processes of the shop. When a part cannot start, those that have are ended before the error is thrown. */
export async function startShop(setting: ShopSetting): Promise<RunningShop> {
  const closers = new Closers()
  try {
    return await start(setting, closers)
  } catch (error) {
    await closers.close()
    throw error
  }
}

async function start({ options, port, env, notice }: ShopSetting, closers: Closers): Promise<RunningShop> {
  const { namespace, rate } = options
  const host = setVariable(env, 'HOST') ?? '127.0.0.1'
  await checkPortFree({ host, port })
  const serviceName = setVariable(env, 'OTEL_SERVICE_NAME') ?? 'shop'
  const telemetry = createTelemetry(namespace)
  const faults = new FaultSwitches()
  const spans = new SpanStore()
  const observability = await startObservability({
    serviceName,
    spanProcessors: [new StoringProcessor('shop', (span) => spans.add(span))],
  })
  closers.add(() => observability.shutdown())

  const redis = await openRedis(setVariable(env, 'REDIS_URL'), { telemetry, notice }, closers)
  const [source, payments] = await both(
    openDatabase(setVariable(env, 'DATABASE_URL'), closers),
    startPayments({ ...env, SHOP_NAMESPACE: namespace, SHOP_SERVICE_NAME: serviceName }, spans, closers),
  )
  faults.onChange((fault, on) => {
    if (fault === 'failing-payments') payments.setFailing(on)
  })

  const sql = meteredSql(slowSource(source, faults), telemetry)
  const shared = redis && new SharedProducts(redis, telemetry)
  const products = new Products({ sql, shared, telemetry, faults })
  closers.add(() => products.close())
  const orders = new Orders(sql)
  closers.add(() => orders.close())
  const search = new SearchIndex(seedProducts())
  const client = new PaymentClient({ url: payments.url, telemetry })
  closers.add(() => client.close())
  await client.ready()
  const bus = new EventBus({
    telemetry,
    faults,
    handlers: [search, emailHandler(faults), new Analytics(), auditHandler(orders)],
  })
  holdConnections(source, faults)
  const repeated = repeatFaults({ bus, telemetry, faults })
  closers.add(() => repeated[Symbol.dispose]())

  const stores: Store[] = [{ name: 'database', needed: true, ping: () => source.query('SELECT 1', []) }]
  if (redis !== undefined) stores.push({ name: 'redis', needed: false, ping: () => redis.ping() })
  const app = await createApp({
    telemetry,
    products,
    orders,
    payments: client,
    bus,
    search,
    faults,
    spans,
    readiness: () => checkReadiness(stores),
  })
  closers.add(() => app.close())
  await app.listen({ host, port })
  const address = app.server.address() as AddressInfo // It listens on TCP, so this is neither null nor a path.
  const load = new LoadGenerator({ host: reachableHost(host), port: address.port, rate })
  closers.add(() => load.stop())
  for (const fault of options.faults) faults.set(fault, true)

  return {
    places: {
      shop: httpUrl(reachableHost(host), address.port),
      metrics: observability.metricsUrl,
      payments: payments.url,
      paymentsPid: payments.pid,
      otlp: setVariable(env, 'OTEL_EXPORTER_OTLP_ENDPOINT'),
      database: source.kind,
      cache: redis === undefined ? 'process' : 'redis',
    },
    monitor: new Monitor({ namespace, collect: () => observability.collect(), faults, spans }),
    load,
    async settle() {
      repeated[Symbol.dispose]()
      await load.stop()
      await bus.drain(DRAIN_WITHIN_MS)
    },
    close: () => closers.close(),
  }
}

async function openRedis(
  url: string | undefined,
  options: { telemetry: ShopTelemetry; notice: (sentence: string) => void },
  closers: Closers,
): Promise<RedisCache | undefined> {
  if (url === undefined) return undefined
  const redis = await openRedisCache(url, options)
  closers.add(() => redis.close())
  return redis
}

async function startPayments(
  env: NodeJS.ProcessEnv,
  spans: SpanStore,
  closers: Closers,
): Promise<PaymentProcess> {
  const payments = await startPaymentProcess({ env, onSpan: (span) => spans.add(span) })
  closers.add(() => payments.stop())
  return payments
}

/** Both, or the first error, but not before both have settled: what has started by then must be known to be ended. */
async function both<A, B>(first: Promise<A>, second: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([first, second])
  return Promise.all([first, second])
}
