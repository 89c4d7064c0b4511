import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { type Dashboard, type PanelQuery, panelQueries } from '../../grafana/panel-queries.ts'
import { fillVariables, initialValues } from '../../grafana/variables.ts'
import { Rack } from '../../servers/rack.ts'
import { startPrometheus } from '../../systems/live-prometheus.ts'
import { AlertHistory } from '../alert-history.ts'
import type { PrometheusApi } from '../prometheus-api.ts'
import { until } from '../until.ts'
import { liveConfiguration, writtenTargets } from './live-configuration.ts'
import type { LiveSystem, LiveSystemOptions, SystemFault } from './live-system.ts'

const CALM_MS = 10_000
/** How long Prometheus shows the last sample of a series that is gone: 5 m otherwise. */
const LOOKBACK = '3s'

/** Watched in every system alike, and seen to fire by the faults of the shop. */
const OF_EVERY_SYSTEM = /-(spanmeter|collector|telemetry|slo-ratios|slo-alerts)$/
/** Who wants to know whether the service is down, asks for this one of them. */
const IS_UP = 'TargetDown'
/** They look back long after a fault: what fails is taken off the budget, by how much of it there is. */
const BUDGET = /BudgetBurning(Fast|Slowly)$/

/** Runs a system under its own `prometheus.yml` on the real Prometheus: targets, panels, and every alert by a real fault. */
export function describeLiveSystem<System extends LiveSystem>(options: LiveSystemOptions<System>): void {
  const { name, artifacts, acts, lacking } = options

  describe.skipIf(lacking !== undefined)(`${name} on the real Prometheus`, () => {
    let rack: Rack
    let system: System
    let prometheus: PrometheusApi
    let history: AlertHistory
    let began: number

    beforeAll(async () => {
      rack = new Rack()
      system = await options.start(rack)
      prometheus = await startPrometheus(rack, {
        configuration: (itself) => liveConfiguration(name, system.addresses, itself),
        rules: new Map([...artifacts].filter(([path]) => path.startsWith('prometheus/rules/'))),
        flags: [`--query.lookback-delta=${LOOKBACK}`],
      })
      history = new AlertHistory(prometheus)
      // A Prometheus that has just been started has no targets for some seconds, and says so.
      await until(
        () => 'nothing is the matter',
        async () => {
          await prometheus.targetsThatAreUp()
          return (await history.now()).length === 0 || undefined
        },
      )
      began = Date.now()
    })
    afterAll(async () => {
      const code = await system?.end()
      await rack.close()
      expect(code).toBe(0)
    })

    test('every process that its prometheus.yml names is scraped', async () => {
      const targets = await prometheus.targetsThatAreUp()
      const jobs = targets.map(({ labels, health }) => [labels.job, health])
      expect(jobs.sort()).toEqual(
        writtenTargets(name)
          .map(({ job }) => [job, 'up'])
          .sort(),
      )
      expect(new Set(targets.map(({ labels }) => labels.instance)).size).toBe(targets.length)
    })

    test('nothing fires while nothing is wrong', async () => {
      await sleep(CALM_MS)
      expect(await history.since(began)).toEqual([])
    })

    const queries = [...artifacts].flatMap(([path, text]) =>
      path.startsWith('grafana/dashboards/') ? queriesOf(JSON.parse(text)) : [],
    )

    test('it has panels', () => expect(queries.length).toBeGreaterThan(0))

    // Where nothing is wrong, nothing wrong is to be seen: a 0, never an empty panel.
    test.each(queries)('$dashboard: $panel ($refId) shows numbers', async (query) => {
      let asked = ''
      await until(
        () => `there is an answer to ${asked}`,
        async () => {
          asked = asNow(query, began)
          const samples = await prometheus.query(asked)
          return samples.some(({ value }) => Number.isFinite(value)) || undefined
        },
      )
    })

    test('every alert of its own has its fault', () => {
      const due = [...ownAlerts(rulesOf(artifacts)), IS_UP].sort()
      expect([...new Set(acts.flat().flatMap(({ fires }) => fires))].sort()).toEqual(due)
      for (const faults of acts) {
        const belonging = faults.flatMap(mayFire)
        expect([...new Set(belonging)]).toEqual(belonging)
      }
    })

    test.each(acts.map((faults) => ({ faults, title: faults.map((fault) => fault.name).join('; ') })))(
      'exactly what belongs to it fires, and resolves: $title',
      async ({ faults }) => {
        const from = Date.now()
        const due = faults.flatMap(({ fires }) => fires)
        try {
          for (const fault of faults) await fault.begin(system)
          await history.fired(due, from)
        } finally {
          for (const fault of faults) await fault.end(system)
        }
        await history.resolved(isOfBudget)
        const allowed = faults.flatMap(mayFire)
        const others = (await history.since(from)).filter((alert) => !allowed.includes(alert))
        expect(others.filter((alert) => !isOfBudget(alert))).toEqual([])
      },
    )

    test('no rule was evaluated with an error', async () => {
      const rules = await prometheus.rules()
      expect(rules.length).toBeGreaterThan(0)
      expect(rules.filter(({ health, lastError }) => health !== 'ok' || lastError)).toEqual([])
    })
  })
}

function isOfBudget(alert: string): boolean {
  return BUDGET.test(alert)
}

function mayFire({ fires, also = {} }: Pick<SystemFault<LiveSystem>, 'fires' | 'also'>): string[] {
  return [...fires, ...Object.keys(also)]
}

interface RuleGroup {
  readonly name: string
  readonly rules: readonly { readonly alert?: string }[]
}

function rulesOf(artifacts: ReadonlyMap<string, string>): RuleGroup[] {
  return [...artifacts]
    .filter(([path]) => path.startsWith('prometheus/rules/'))
    .flatMap(([, text]) => (parse(text) as { groups: RuleGroup[] }).groups) // Prometheus would refuse any other.
}

/** Those that belong to what the system does. */
function ownAlerts(groups: readonly RuleGroup[]): string[] {
  const own = groups.filter(({ name }) => !OF_EVERY_SYSTEM.test(name))
  return [...new Set(own.flatMap(({ rules }) => rules.flatMap(({ alert }) => alert ?? [])))]
}

/** Every query of a dashboard, with what it is set to when it is opened. */
function queriesOf(dashboard: Dashboard): (PanelQuery & { values: ReturnType<typeof initialValues> })[] {
  return panelQueries(dashboard).map((query) => ({ ...query, values: initialValues(dashboard) }))
}

/** The query of a panel that shows what has been since then. */
function asNow({ expr, values }: ReturnType<typeof queriesOf>[number], began: number): string {
  const to = Math.ceil(Date.now() / 1_000)
  const from = Math.min(Math.floor(began / 1_000), to - 10)
  return fillVariables(expr, values, { from, to, step: 1, scrapeInterval: 1 })
}
