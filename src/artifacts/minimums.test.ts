import { expect, test } from 'vitest'
import { type Alert, defineDomain, definePanels, defineSystem, type Minimum } from '../catalog/index.ts'
import { renderArtifacts } from './index.ts'

const catalog = {
  name: 'mail',
  labels: {
    kind: { values: ['receipt', 'reminder'], description: 'Kind of mail' },
    host: { bound: 5, description: 'Where it went' },
  },
  metrics: {
    sent: { type: 'counter', labels: ['kind'], description: 'Mails sent' },
    opened: { type: 'counter', labels: ['kind'], description: 'Mails opened' },
    bounced: { type: 'counter', labels: ['host'], description: 'Mails that came back' },
  },
} as const
const panels = definePanels(catalog, {
  sent: {
    title: 'Mails sent',
    description: 'Mails per second.',
    unit: 'ops',
    query: { show: 'rate', of: 'sent' },
  },
})
const unread: Alert = {
  summary: 'Mails are not read',
  description: '{value} of the mails of {kind} are read.',
  unit: 'percentunit',
  when: {
    show: 'promql',
    text: 'sum by (kind) (rate(opened[$window])) / sum by (kind) (rate(sent[$window]))',
    by: ['kind'],
  },
  minimum: { of: { show: 'increase', of: 'sent', by: ['kind'] }, count: 20 },
  bound: { below: 0.1 },
  for: '10m',
  severity: 'warning',
  panel: 'sent',
  runbook: { meaning: 'Few are read.', impact: 'None.', look: ['The log'], mend: ['Mend it'] },
}
const mail = (alert: Partial<Alert>) =>
  defineDomain(catalog, { panels, alerts: { unread: { ...unread, ...alert } } })

interface Asked {
  readonly alert?: Partial<Alert>
  readonly change?: { readonly minimum?: Minimum; readonly bound?: Alert['bound'] }
  readonly only?: readonly ('sent' | 'opened' | 'bounced')[]
  readonly timeScale?: number
}

/** The condition of the alert in the rules of a system; `undefined` where it has none. */
function conditionOf({ alert = {}, change = {}, only, timeScale = 1 }: Asked): string | undefined {
  const domain = mail(alert).with({
    labels: { kind: 'mail_kind' },
    alerts: { unread: change },
    ...(only && { only }),
  })
  const files = renderArtifacts(defineSystem({ namespace: 'post', domains: { mail: domain } }), { timeScale })
  const rules = files.get('prometheus/rules/post.rules.yml') ?? ''
  return /alert: Unread\n\s+expr: (.+)/.exec(rules)?.[1]
}

const watched =
  '((sum by (job, mail_kind) (rate(post_mail_opened_total{source="scrape"}[5m])) / sum by (job, mail_kind) (rate(post_mail_sent_total{source="scrape"}[5m]))) < (0.1))'
const counted = 'sum by(job, mail_kind) (increase(post_mail_sent_total{source="scrape"}[5m]))'

test("PromQL of one's own is judged when enough was counted, under the names of the system", () => {
  expect(conditionOf({})).toBe(`${watched} and on(job, mail_kind) ((${counted}) >= (20))`)
})

test('time that goes faster asks for as much less', () => {
  const condition = conditionOf({ timeScale: 10 }) ?? ''
  expect(condition).toContain('increase(post_mail_sent_total{source="scrape"}[30000ms]))) >= (2))')
  expect(condition).toContain('< (0.1)')
})

test('what is counted may be PromQL, too, by fewer labels', () => {
  const text = 'sum(increase(sent[1h] offset 1d))'
  const of = { show: 'promql', text } as const
  expect(conditionOf({ alert: { minimum: { of, count: 5 } }, timeScale: 60 })).toContain(
    'and on(job) ((sum by(job) (increase(post_mail_sent_total{source="scrape"}[60000ms] offset 1440000ms))) >= (0.08',
  )
})

test('a system has its own bound, and its own count of the same', () => {
  expect(conditionOf({ change: { minimum: 50, bound: { below: 0.3 } } })).toBe(
    `${watched.replace('0.1', '0.3')} and on(job, mail_kind) ((${counted}) >= (50))`,
  )
})

test('a query of the vocabulary may be guarded by something else than its traffic', () => {
  const of = { show: 'increase', of: 'bounced' } as const
  expect(
    conditionOf({ alert: { when: { show: 'rate', of: 'sent', by: ['kind'] }, minimum: { of, count: 3 } } }),
  ).toMatch(
    /^\(.+ < \(0\.1\)\) and on\(job\) \(\(sum by\(job\) \(increase\(post_mail_bounced_total.+\) >= \(3\)\)$/,
  )
})

test('where what is counted is not emitted, nothing is judged', () => {
  const of = { show: 'increase', of: 'bounced' } as const
  expect(conditionOf({ alert: { minimum: { of, count: 3 } }, only: ['sent', 'opened'] })).toBeUndefined()
})

test('what cannot be judged by is refused in a sentence', () => {
  expect(() => conditionOf({ alert: { minimum: 20 } })).toThrow(
    'An alert of the domain mail watches PromQL and has the minimum 20. PromQL does not tell what that counts: say { of, count }.',
  )
  const of = { show: 'increase', of: 'bounced', by: ['host'] } as const
  expect(() => conditionOf({ alert: { minimum: { of, count: 3 } } })).toThrow(
    'An alert of the domain mail has a minimum by host, which what it watches is not by: no two series would match.',
  )
})
