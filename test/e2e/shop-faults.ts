import type { FaultName } from '../../examples/shop/faults/faults.ts'
import { shopTarget } from '../../stack/servers/prometheus.mjs'
import type { AlertStack } from './alert-stack.ts'

/** Something that goes wrong for real, and what somebody is told of it. */
export interface Fault {
  readonly name: string
  /** Alerts that fire, all of them. */
  readonly fires: readonly string[]
  /** An alert that fires in its own time, even when the fault is over by then: it looks at days. */
  readonly later?: string
  /** Alerts that may fire beside them, and why. No others do. */
  readonly also?: Readonly<Record<string, string>>
  readonly begin: (stack: AlertStack) => Promise<unknown>
  readonly end: (stack: AlertStack) => Promise<unknown>
}

const burnsOn = 'what fails is taken off the budget, fast or slowly, by how much of it there is'
const waits = 'who waits for the database, or for a payment, answers late'

const errorBudget = { ErrorsBudgetBurningFast: burnsOn, ErrorsBudgetBurningSlowly: burnsOn }
const latencyBudget = { LatencyBudgetBurningFast: burnsOn, LatencyBudgetBurningSlowly: burnsOn }

/** A fault that the shop has a switch for. */
function inShop(name: FaultName, fires: readonly string[], also: Fault['also'] = {}): Fault {
  const set = (method: string) => async (stack: AlertStack) => {
    const response = await fetch(`${stack.shopUrl}/faults/${name}`, { method })
    if (!response.ok) throw new Error(`The fault ${name} cannot be switched: ${await response.text()}`)
    await response.arrayBuffer()
  }
  return { name, fires, also, begin: set('PUT'), end: set('DELETE') }
}

export const shopKilled: Fault = {
  name: 'the shop is killed',
  fires: ['TargetDown', 'AvailabilityBudgetBurningFast'],
  later: 'AvailabilityBudgetBurningSlowly',
  begin: ({ running }) => running.shop.kill(),
  end: ({ running }) => running.shop.start(),
}

export const serverErrors: Fault = {
  ...inShop('server-errors', ['HighErrorRate', 'HighSpanErrorRate', 'ErrorsBudgetBurningFast']),
  later: 'ErrorsBudgetBurningSlowly',
}

export const slowRequests: Fault = {
  ...inShop('slow-requests', ['SlowRequestLatency', 'LatencyBudgetBurningFast']),
  later: 'LatencyBudgetBurningSlowly',
}

export const slowDatabase = inShop('slow-database', ['SlowDatabaseQueries'], {
  SlowRequestLatency: waits,
  ...latencyBudget,
})

export const failingPayments = inShop(
  'failing-payments',
  ['CircuitBreakerOpen', 'CriticalErrors', 'HighSpanErrorRate'],
  { HighErrorRate: 'the checkout answers 503 while payments do not work', ...errorBudget },
)

export const coldCache = inShop('cold-cache', ['LowCacheHitRate'])
export const criticalErrors = inShop('critical-errors', ['CriticalErrors'])
export const wrongNumbers = inShop('wrong-numbers', ['TelemetryLoss'])
export const failingHandlers = inShop('failing-handlers', ['EventErrors', 'HighSpanErrorRate'])
export const lateEvents = inShop('late-events', ['HighEventLag'])
export const labelExplosion = inShop('label-explosion', ['SeriesOverflow'])

const full = 'an event that finds the queue full is an error of its type, and of the operation that publishes'
const flood = inShop('event-flood', [])

/** Nobody handles events meanwhile, so that the queue is full within seconds. */
export const eventFlood: Fault = {
  name: 'event-flood',
  fires: ['HighEventQueueDepth', 'CriticalEventQueueDepth'],
  also: {
    EventErrors: full,
    HighSpanErrorRate: full,
    SpansDropped: 'thousands of spans per second are more than the queue to the Collector takes',
  },
  begin: async (stack) => {
    await lateEvents.begin(stack)
    await flood.begin(stack)
  },
  end: async (stack) => {
    await flood.end(stack)
    await lateEvents.end(stack)
  },
}

/** Nobody asks the shop meanwhile: who would wait for a connection in vain is another matter. */
export const heldConnections: Fault = {
  ...inShop('held-connections', ['DatabasePoolExhausted']),
  async begin(stack) {
    await stack.stopLoad()
    await inShop('held-connections', []).begin(stack)
  },
  async end(stack) {
    await inShop('held-connections', []).end(stack)
    stack.startLoad()
  },
}

export const scrapedTwice: Fault = {
  name: 'a second scrape of the same process, under another name',
  fires: ['TelemetryPathsDisagree'],
  async begin({ running: { stack, ports } }) {
    const target = shopTarget(ports)
    stack.scrape('applications', [target, { ...target, labels: { ...target.labels, instance: 'again' } }])
  },
  async end({ running: { stack, ports } }) {
    stack.scrape('applications', [shopTarget(ports)])
  },
}

export const pathCut: Fault = {
  name: 'Prometheus does not take what the Collector sends',
  fires: ['TelemetryPathMissing'],
  begin: async ({ gate }) => gate.shut(),
  end: async ({ gate }) => gate.open(),
}

export const collectorKilled: Fault = {
  name: 'the Collector is killed',
  fires: ['ExportsFailing', 'SpansDropped', 'TargetDown'],
  also: {
    TelemetryPathMissing: 'nothing comes by OTLP as long as there is no Collector',
    TelemetryPathsDisagree: 'one of the two ways counts nothing for a while',
  },
  begin: ({ running }) => running.stack.servers.collector.kill(),
  end: ({ running }) => running.stack.servers.collector.start(),
}
