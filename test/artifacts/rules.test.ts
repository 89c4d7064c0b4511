import { describe, expect, test } from 'vitest'
import { leadsSomewhere } from './dashboard-rules/index.ts'
import { selectorsOf, syntaxErrors } from './parsed-promql.ts'
import { readArtifacts, sampleNames, systems } from './systems.ts'

describe.each(Object.entries(systems))('the rules of %s', (_, system) => {
  const { files, rules, alerts, dashboards } = readArtifacts(system)
  const names = sampleNames(system)

  test('are PromQL, and ask only for what the system exposes or what watches it', () => {
    expect(rules.length).toBeGreaterThan(30)
    expect(rules.flatMap(({ expr }) => syntaxErrors(expr))).toEqual([])
    const unknown = rules.flatMap(({ expr }) =>
      selectorsOf(expr)
        .map(({ metric }) => metric)
        .filter(
          (metric) =>
            !names.has(metric) && !/^(|up|otelcol_\w+|spanmeter_\w+|job:slo_\w+:ratio\w+)$/.test(metric),
        ),
    )
    expect(unknown).toEqual([])
  })

  test('select one source of what comes by two ways', () => {
    const comparing = ['TelemetryPathMissing', 'TelemetryPathsDisagree', 'BothPathsSummed']
    const faults = rules
      .filter(({ alert }) => !comparing.includes(alert))
      .flatMap(({ expr }) =>
        selectorsOf(expr).filter(
          ({ metric, matchers }) => names.has(metric) && !matchers.includes('source="scrape"'),
        ),
      )
    expect(faults).toEqual([])
  })

  test('aggregate before they divide', () => {
    const faults = rules.filter(({ expr }) => selectorsOf(expr).some(({ dividedBare }) => dividedBare))
    expect(faults.map(({ alert, record }) => alert ?? record)).toEqual([])
  })

  test('have one alert for each name, with all that whoever is woken needs', () => {
    expect(new Set(alerts.map(({ alert }) => alert)).size).toBe(alerts.length)
    for (const { alert, labels, annotations } of alerts) {
      expect(['critical', 'warning'], alert).toContain(labels.severity)
      expect(annotations.summary, alert).toBeTruthy()
      expect(annotations.description, alert).toContain('$labels.job')
      expect(annotations.value, alert).toContain('$value')
      expect(leadsSomewhere(annotations.runbook_url ?? '', dashboards), alert).toBe(true)
      const page = alert.replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase()
      expect(files.has(`docs/runbooks/${page}.md`), alert).toBe(true)
    }
  })

  test('lead to panels that are there', () => {
    for (const { alert, annotations } of alerts) {
      expect(leadsSomewhere(annotations.dashboard ?? '', dashboards), alert).toBe(true)
    }
  })
})

test('an alert leads to a panel that shows what it watches', () => {
  const { alerts, dashboards } = readArtifacts(systems.shop as never)
  const metricsOf = (expr: string) =>
    selectorsOf(expr).map(({ metric }) => metric.replace(/_(bucket|count)$/, ''))
  const astray = alerts.filter(({ expr, labels, annotations }) => {
    if (labels.domain === undefined || labels.domain === 'telemetry') return false
    const [, uid, id] = /\/d\/([\w-]+)\?viewPanel=(\d+)$/.exec(annotations.dashboard ?? '') ?? []
    const panel = dashboards.find((each) => each.uid === uid)?.panels.find((each) => String(each.id) === id)
    const shown = panel?.targets?.flatMap((target) => metricsOf(target.expr)) ?? []
    return !metricsOf(expr).some((metric) => shown.includes(metric))
  })
  expect(astray.map(({ alert }) => alert)).toEqual([])
})

test('what a system does not emit is not watched', () => {
  const { alerts } = readArtifacts(systems.renamed ?? ({} as never))
  const names = alerts.map(({ alert }) => alert)
  expect(names).not.toContain('LowCacheHitRate')
  // Its label `severity` is dropped there: nothing tells critical errors apart.
  expect(names).not.toContain('CriticalErrors')
  expect(names).toContain('HighErrorRate')
})
