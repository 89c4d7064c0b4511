import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { AlertHistory } from './alert-history.ts'
import { AlertStack, TIME_SCALE } from './alert-stack.ts'
import { deadBackends, deltas, noMemory, unstamped } from './collector-faults.ts'
import { PrometheusApi } from './prometheus-api.ts'
import {
  coldCache,
  collectorKilled,
  criticalErrors,
  eventFlood,
  type Fault,
  failingHandlers,
  failingPayments,
  heldConnections,
  labelExplosion,
  lateEvents,
  pathCut,
  scrapedTwice,
  serverErrors,
  shopKilled,
  slowDatabase,
  slowRequests,
  wrongNumbers,
} from './shop-faults.ts'
import { until } from './until.ts'

/** Faults of one row are there at the same time: no alert belongs to two of them. */
const acts: readonly (readonly Fault[])[] = [
  [shopKilled, noMemory],
  [serverErrors, criticalErrors, wrongNumbers, deadBackends],
  [slowRequests, scrapedTwice, unstamped],
  [slowDatabase, coldCache, deltas],
  [failingPayments],
  [lateEvents, pathCut],
  [collectorKilled],
  [failingHandlers],
  [heldConnections],
  [eventFlood],
  [labelExplosion],
]

const CALM_MS = 15_000

/** Their alerts look back up to 6 h after the fault: once burnt, they may fire until then. */
const BUDGETS = ['Availability', 'Errors', 'Latency'] as const
const LOOK_BACK_SECONDS = (6 * 3_600) / TIME_SCALE

let stack: AlertStack
let prometheus: PrometheusApi
let history: AlertHistory
let began: number
const burnt = new Set<string>()

beforeAll(async () => {
  stack = await AlertStack.start()
  prometheus = new PrometheusApi(stack.running.stack.prometheus)
  history = new AlertHistory(prometheus)
  // A Prometheus that has just been started has no targets for some seconds, and says so.
  await until(
    () => 'Prometheus has scraped the shop, and nothing is the matter',
    async () => {
      const up = await prometheus.query('up{job="shop"} == 1')
      return (up.length === 1 && (await history.now()).length === 0) || undefined
    },
  )
  began = Date.now()
  stack.startLoad()
})
afterAll(() => stack?.stop())

test('nothing fires while nothing is wrong', async () => {
  await sleep(CALM_MS)
  expect(await history.since(began)).toEqual([])
  expect((await prometheus.query('sum(shop_http_requests_total)'))[0]?.value).toBeGreaterThan(100)
})

test('every alert that is shipped has its fault', async () => {
  const alerts = (await prometheus.rules()).filter(({ type }) => type === 'alerting').map(({ name }) => name)
  expect(alerts.length).toBeGreaterThan(25)
  expect([...new Set(acts.flat().flatMap(alertsOf))].sort()).toEqual(alerts.sort())
  for (const faults of acts) {
    const belonging = faults.flatMap(mayFire)
    expect([...new Set(belonging)]).toEqual(belonging)
  }
})

test.each(acts.map((faults) => ({ faults, title: faults.map(({ name }) => name).join('; ') })))(
  'exactly what belongs to it fires, and resolves: $title',
  async ({ faults }) => {
    const from = Date.now()
    const due = faults.flatMap(({ fires }) => fires)
    const allowed = faults.flatMap(mayFire)
    for (const budget of allowed.flatMap(budgetsOf)) burnt.add(budget)
    try {
      for (const fault of faults) await fault.begin(stack)
      await history.fired(due, from)
    } finally {
      for (const fault of faults) await fault.end(stack)
    }
    await history.resolved(isBurnt)
    const fired = await history.since(from)
    expect(fired.filter((alert) => !allowed.includes(alert) && !isBurnt(alert))).toEqual([])
  },
)

test('alerts that look at days fire as well, and all end when what failed is too long ago for them', async () => {
  const later = acts.flat().flatMap(({ later: alert }) => alert ?? [])
  expect(await history.since(began)).toEqual(expect.arrayContaining(later))
  await history.resolved(() => false, 2 * LOOK_BACK_SECONDS)
})

test('no rule was evaluated with an error', async () => {
  const unwell = (await prometheus.rules()).filter(({ health, lastError }) => health !== 'ok' || lastError)
  expect(unwell).toEqual([])
  const failures = await prometheus.query('prometheus_rule_evaluation_failures_total')
  expect(failures.length).toBeGreaterThan(10)
  expect(failures.filter(({ value }) => value > 0)).toEqual([])
})

/** Every alert that the fault fires. */
function alertsOf({ fires, later }: Fault): string[] {
  return later === undefined ? [...fires] : [...fires, later]
}

function mayFire(fault: Fault): string[] {
  return [...alertsOf(fault), ...Object.keys(fault.also ?? {})]
}

function budgetsOf(alert: string): string[] {
  return BUDGETS.filter((budget) => alert.startsWith(`${budget}BudgetBurning`))
}

function isBurnt(alert: string): boolean {
  return budgetsOf(alert).some((budget) => burnt.has(budget))
}
