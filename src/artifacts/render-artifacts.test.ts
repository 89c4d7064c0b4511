import { describe, expect, test } from 'vitest'
import { defineAlerts, defineDomain, definePanels, defineSystem } from '../catalog/index.ts'
import { cache, http } from '../domains/index.ts'
import { renderArtifacts } from './index.ts'

const mailCatalog = {
  name: 'mail',
  labels: { kind: { values: ['receipt', 'reminder'], description: 'Kind of mail' } },
  metrics: { sent: { type: 'counter', labels: ['kind'], description: 'Mails sent' } },
} as const
const mailPanels = definePanels(mailCatalog, {
  sent: {
    title: 'Mails sent',
    description: 'Mails per minute, by kind.',
    unit: 'opm',
    query: { show: 'rate', of: 'sent', per: 'minute', by: ['kind'] },
  },
})
const mail = defineDomain(mailCatalog, {
  panels: mailPanels,
  alerts: defineAlerts(mailCatalog, mailPanels, {
    noMails: {
      summary: 'No mails',
      description: 'Only {value} mails per second.',
      unit: 'ops',
      when: { show: 'rate', of: 'sent' },
      bound: { below: 0.1 },
      for: '10m',
      severity: 'warning',
      panel: 'sent',
      runbook: { meaning: 'None.', impact: 'None.', look: ['The log'], mend: ['Mend it'] },
    },
  }),
})

function written(files: ReadonlyMap<string, string>, path: string): string {
  return files.get(path) ?? `${path} is not written`
}

test("a user's own domain has its panels and alerts, a dashboard of its own too", () => {
  const files = renderArtifacts(defineSystem({ namespace: 'post', domains: { mail } }), {
    dashboards: [
      {
        uid: 'post-mail',
        title: 'Mail',
        description: 'Mails.',
        rows: [
          { title: 'Mails', panels: [{ panel: mailPanels.sent, title: 'Sent', drawn: 'stack', width: 24 }] },
        ],
      },
    ],
  })
  expect(written(files, 'grafana/dashboards/post-domains.json')).toContain('"Mails sent"')
  const own = JSON.parse(written(files, 'grafana/dashboards/post-mail.json'))
  expect(own.panels[1].targets[0].expr).toBe(
    '(sum by(kind) (rate(post_mail_sent_total{job=~"$job",instance=~"$instance",source="$source"}[$__rate_interval]))) * (60)',
  )
  expect(written(files, 'prometheus/rules/post.rules.yml')).toContain(
    '(sum by(job) (rate(post_mail_sent_total{source="scrape"}[5m]))) < (0.1)',
  )
  expect(written(files, 'docs/runbooks/no-mails.md')).toContain('# NoMails')
  expect(written(files, 'docs/metrics/post.md')).toContain('post_mail_sent_total')
})

test('options decide the source, the ways, the jobs and where links lead', () => {
  const system = defineSystem({ namespace: 'app', domains: { http } })
  const rules = written(
    renderArtifacts(system, {
      name: 'my-app',
      jobs: ['front', 'back'],
      source: 'otlp',
      paths: ['otlp'],
      grafanaUrl: 'https://grafana.example',
      runbookUrl: 'https://docs.example/',
    }),
    'prometheus/rules/my-app.rules.yml',
  )
  expect(rules).not.toContain('source="scrape"}[5m]')
  expect(rules).toContain('app_http_requests_total{source="otlp"}[5m]')
  expect(rules).not.toContain('TelemetryPathMissing')
  expect(rules).not.toContain('TargetDown')
  expect(rules).toContain('up{job=~"front|back"}')
  expect(rules).toContain('https://grafana.example/d/my-app-overview?viewPanel=')
  expect(rules).toContain('https://docs.example/high-error-rate.md')
})

test('panels and alerts lead to the dashboard of runbooks, or to where these are said to be', () => {
  const system = defineSystem({ namespace: 'app', domains: { http } })
  const overview = (options: { runbookUrl?: string }) =>
    written(renderArtifacts(system, options), 'grafana/dashboards/app-overview.json')
  const inGrafana = /"\/d\/app-runbooks\?viewPanel=1&/
  expect(overview({})).toMatch(inGrafana)
  expect(overview({ runbookUrl: 'https://docs.example/' })).toContain(
    '"https://docs.example/high-error-rate.md"',
  )
  // In Grafana a path would lead to a page of Grafana's own.
  expect(overview({ runbookUrl: 'docs/runbooks/' })).toMatch(inGrafana)
  const rules = (options: { runbookUrl?: string }) =>
    written(renderArtifacts(system, options), 'prometheus/rules/app.rules.yml')
  expect(rules({})).toContain('runbook_url: http://127.0.0.1:3001/d/app-runbooks?viewPanel=1')
  expect(rules({ runbookUrl: 'docs/runbooks/' })).toContain('runbook_url: docs/runbooks/high-error-rate.md')
})

test('the dashboard of runbooks has one text for each alert', () => {
  const system = defineSystem({
    namespace: 'app',
    domains: { http, admin: http.with({ subsystem: 'admin' }) },
  })
  const files = renderArtifacts(system)
  const { panels } = JSON.parse(written(files, 'grafana/dashboards/app-runbooks.json'))
  const texts = panels.filter(({ type }: { type: string }) => type === 'text')
  const titles = texts.map(({ title }: { title: string }) => title)
  expect(new Set(titles).size).toBe(titles.length)
  const { content } = texts[titles.indexOf('HighErrorRate')].options
  expect(content).toContain('## What helps')
  // One domain twice: one page, with both conditions.
  expect(content).toContain('app_http_requests_total')
  expect(content).toContain('app_admin_requests_total')
  expect(written(files, 'docs/runbooks/high-error-rate.md')).toContain(content)
})

test('time can be scaled for a live run: windows, waiting and traffic alike', () => {
  const rules = written(
    renderArtifacts(defineSystem({ namespace: 'app', domains: { http } }), { timeScale: 20 }),
    'prometheus/rules/app.rules.yml',
  )
  expect(rules).not.toMatch(/\[\d+[smhd]\]|for: [1-9]\d*[smhd]$/m)
  expect(rules).toContain(
    '(sum by(job) (increase(app_http_requests_total{source="scrape"}[15000ms]))) >= (1)',
  )
  expect(rules).toContain('for: 6000ms')
})

test('two domains of one kind have each panel twice, told apart', () => {
  const system = defineSystem({
    namespace: 'app',
    domains: { http, admin: http.with({ subsystem: 'admin' }) },
  })
  const overview = written(renderArtifacts(system), 'grafana/dashboards/app-overview.json')
  expect(overview).toContain('"Error rate (http)"')
  expect(overview).toContain('"Error rate (admin)"')
  const rules = written(renderArtifacts(system), 'prometheus/rules/app.rules.yml')
  const groups = [...rules.matchAll(/- name: (\S+)/g)].map(([, name]) => name)
  expect(groups).toContain('app-admin')
  expect(new Set(groups).size).toBe(groups.length)
})

test('what a system exports in another unit is shown and judged in the unit of the domain', () => {
  const panels = httpPanelsOf({ metrics: { requestDuration: { unit: 'ms', buckets: [100, 500, 1000] } } })
  expect(panels).toContain('_milliseconds_bucket{')
  expect(panels).toMatch(/\(histogram_quantile\(0\.95, [^/]+\) \/ \(1000\)/)
})

function httpPanelsOf(options: Parameters<typeof http.with>[0]): string {
  const system = defineSystem({ namespace: 'app', domains: { http: http.with(options) } })
  return written(
    renderArtifacts(system, { promises: { latencySeconds: 500 } }),
    'grafana/dashboards/app-overview.json',
  )
}

describe('what cannot be is refused in a sentence', () => {
  test('a name that is no file name', () => {
    const nameless = defineSystem({ namespace: '', domains: { cache } })
    expect(() => renderArtifacts(nameless)).toThrow('"" cannot stand in file names and uids.')
  })

  test('a latency objective between two buckets', () => {
    const system = defineSystem({ namespace: 'app', domains: { http } })
    expect(() => renderArtifacts(system, { promises: { latencySeconds: 0.3 } })).toThrow(
      'The latency objective is 0.3 s, which is no bucket bound of app_http_request_duration_seconds.',
    )
  })

  test('a panel that asks for a metric of another domain', () => {
    const stray = defineDomain(mailCatalog, {
      panels: { x: { ...mailPanels.sent, query: { show: 'rate', of: 'gone' } } },
    })
    const system = defineSystem({ namespace: 'app', domains: { stray } })
    expect(() => renderArtifacts(system)).toThrow('asks for gone, which is no metric of it. It has sent.')
  })
})

test('without the shipped dashboards, links lead to those of the system', () => {
  const files = renderArtifacts(defineSystem({ namespace: 'post', domains: { mail } }), {
    shipped: [],
    dashboards: [
      {
        uid: 'post-mail',
        title: 'Mail',
        description: 'Mails.',
        rows: [{ title: 'Mails', panels: [{ panel: mailPanels.sent }] }],
      },
    ],
  })
  expect([...files.keys()].filter((path) => path.startsWith('grafana/'))).toEqual([
    'grafana/dashboards/post-mail.json',
    'grafana/dashboards/telemetry-health.json',
    'grafana/dashboards/post-runbooks.json',
  ])
  const rules = written(files, 'prometheus/rules/post.rules.yml')
  expect(rules).toContain('/d/post-mail?viewPanel=2')
  expect([...files.values()].join()).not.toMatch(/post-(overview|advanced|domains)/)
  expect(written(files, 'grafana/dashboards/telemetry-health.json')).toContain('/d/post-mail?')
})

describe('of several systems under one Prometheus', () => {
  const rulesOf = (options: Parameters<typeof renderArtifacts>[1]) => {
    const files = renderArtifacts(defineSystem({ namespace: 'post', domains: { mail } }), options)
    return { files, rules: written(files, 'prometheus/rules/post.rules.yml') }
  }
  const health = 'grafana/dashboards/telemetry-health.json'

  test('each watches what its own processes drop, and not those of others', () => {
    const { rules } = rulesOf({ jobs: ['front', 'back.2'] })
    const asked = [...rules.matchAll(/spanmeter_\w+\{[^}]*\}/g)].map(([selector]) => selector)
    expect(asked.length).toBeGreaterThan(0)
    expect(asked.filter((selector) => !selector.includes('{job=~"front|back\\\\.2",'))).toEqual([])
  })

  test('one watches what they share', () => {
    const { files, rules } = rulesOf({})
    expect(rules).toContain('alert: CollectorLosingSpans')
    expect(rules).toContain('up{job=~"post|collector|jaeger|prometheus|pushgateway"}')
    expect(files.has(health)).toBe(true)
  })

  test('the others do not, and lead to the dashboard of the one that does', () => {
    const { files, rules } = rulesOf({ watchesStack: false })
    expect(rules).not.toMatch(/alert: Collector|otelcol_|\|collector/)
    expect(rules).toContain('up{job=~"post"}')
    expect(files.has(health)).toBe(false)
    expect(rules).toContain('/d/telemetry-health?viewPanel=')
    expect(written(files, 'grafana/dashboards/post-domains.json')).toContain('/d/telemetry-health?')
  })
})

test('without series by OTLP there is no Collector to watch', () => {
  const system = defineSystem({ namespace: 'post', domains: { mail } })
  const text = [...renderArtifacts(system, { paths: ['scrape'] })].flat().join('\n')
  expect(text).toContain('"Series per instrument"')
  expect(text).not.toMatch(/otelcol_|the Collector"/)
})
