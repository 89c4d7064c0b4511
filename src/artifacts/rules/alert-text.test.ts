import { expect, test } from 'vitest'
import { type Alert, defineDomain, defineSystem } from '../../catalog/index.ts'
import { renderArtifacts } from '../index.ts'

const catalog = {
  name: 'mail',
  labels: { kind: { values: ['receipt', 'reminder'], description: 'Kind of mail' } },
  metrics: {
    waiting: { type: 'gauge', labels: ['kind'], description: 'Mails that wait' },
    delay: { type: 'histogram', unit: 's', buckets: [1, 60], description: 'Time until it is sent' },
  },
} as const

const alert: Alert = {
  summary: 'Mails wait: more than {bound}',
  description: '{value} mails of {kind} have waited for {for}, over {window}.',
  unit: 'short',
  when: { show: 'value', of: 'waiting', join: 'max', by: ['kind'] },
  bound: { above: 1000 },
  for: '5m',
  severity: 'warning',
  panel: 'waiting',
  runbook: {
    meaning: 'More than {bound} for {for}.',
    impact: 'Late by {window}.',
    look: ['Who sends {bound}.'],
    mend: ['Wait {for}.'],
  },
}

/** The rule and the runbook of the alert, with what a system says otherwise. */
function textsOf(
  change: Pick<Partial<Alert>, 'bound' | 'for' | 'window'>,
  unit: Alert['unit'] = 'short',
): { rule: string; runbook: string } {
  const mail = defineDomain(catalog, { alerts: { mailsWait: { ...alert, unit } } }).with({
    alerts: { mailsWait: change },
  })
  const files = renderArtifacts(defineSystem({ namespace: 'post', domains: { mail } }))
  const rules = files.get('prometheus/rules/post.rules.yml') ?? ''
  return {
    rule: rules.slice(rules.indexOf('alert: MailsWait'), rules.indexOf('runbook_url')),
    runbook: files.get('docs/runbooks/mails-wait.md') ?? '',
  }
}

test('texts have the figures of the alert', () => {
  const { rule, runbook } = textsOf({})
  expect(rule).toContain('summary: "Mails wait: more than 1,000"')
  expect(rule).toContain(
    '{{ $labels.job }}: {{ $value | humanize }} mails of {{ $labels.kind }} have waited for 5 minutes, over 5 minutes.',
  )
  expect(runbook).toContain('More than 1,000 for 5 minutes.')
})

test('what a system says otherwise is told in every text', () => {
  const { rule, runbook } = textsOf({ bound: { atLeast: 20 }, for: '1h', window: '90s' })
  expect(rule).toContain('summary: "Mails wait: more than 20"')
  expect(rule).toContain('have waited for 1 hour, over 90 s.')
  for (const text of ['More than 20 for 1 hour.', 'Late by 90 s.', 'Who sends 20.', 'Wait 1 hour.']) {
    expect(runbook).toContain(text)
  }
})

test.each([
  ['percentunit', 0.07, '7 %'],
  ['percentunit', 0.999, '99.9 %'],
  ['s', 0.25, '250 ms'],
  ['s', 1.5, '1.5 s'],
  ['s', 30, '30 s'],
  ['s', 7200, '2 hours'],
  ['s', 0, '0 s'],
  ['ops', 0.2, '0.2 per second'],
  ['opm', 1, '1 per minute'],
  ['bytes', 1_048_576, '1,048,576 bytes'],
  ['none', 1, '1'],
] as const)('a bound in %s is written as people say it: %s → %s', (unit, below, said) => {
  const { runbook } = textsOf({ bound: { below } }, unit)
  expect(runbook).toContain(`More than ${said} for 5 minutes.`)
})
