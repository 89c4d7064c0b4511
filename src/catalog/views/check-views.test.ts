import { describe, expect, test } from 'vitest'
import type { Alert } from './alert.ts'
import { checkViews } from './check-views.ts'
import type { Panel } from './panel.ts'

const panel: Panel = {
  title: 'Mails sent',
  description: 'Mails per second.',
  unit: 'ops',
  query: { show: 'rate', of: 'sent' },
}
const alert: Alert = {
  summary: 'Mails fail',
  description: '{value} of the mails to {host} fail.',
  unit: 'percentunit',
  when: { show: 'ratio', of: 'failed', to: { of: 'sent' }, by: ['host'] },
  bound: { above: 0.1 },
  minimum: 20,
  for: '5m',
  severity: 'warning',
  panel: 'sent',
  runbook: { meaning: 'Mails fail.', impact: 'Nobody reads them.', look: ['The log'], mend: ['Mend it'] },
}

test('whole panels and alerts have no faults', () => {
  expect(checkViews({ panels: { sent: panel }, alerts: { mailsFail: alert } })).toEqual([])
})

test('every text of an alert may speak of its bound, its window, and how long it lasts', () => {
  const told = 'More than {bound} in {window}, for {for}.'
  const everywhere: Alert = {
    ...alert,
    summary: told,
    description: `{value} to {host}. ${told}`,
    runbook: { meaning: told, impact: told, look: [told], mend: [told] },
  }
  expect(checkViews({ panels: { sent: panel }, alerts: { mailsFail: everywhere } })).toEqual([])
})

describe('a panel is told of that', () => {
  test.each<[string, Partial<Panel>]>([
    ['p: the title is empty.', { title: ' ' }],
    ['p: the description is no sentence: "Mails".', { description: 'Mails' }],
    ['p: a query of rate cannot be drawn as heatmap.', { drawn: 'heatmap' }],
    [
      'p: a query of heatmap cannot be drawn as lines.',
      { drawn: 'lines', query: { show: 'heatmap', of: 'x' } },
    ],
    ['p: it asks for no quantile.', { query: { show: 'quantile', of: 'x', quantiles: [] } }],
    [
      'p: 95 is no quantile; quantiles lie between 0 and 1.',
      { query: { show: 'quantile', of: 'x', quantiles: [95] } },
    ],
    ['p: 0 is no number of top values.', { query: { show: 'top', of: 'x', count: 0 } }],
    ['p: its PromQL is empty.', { query: { show: 'promql', text: ' ' } }],
    ['p: it compares fewer than two.', { query: { show: 'compare', queries: {} } }],
  ])('%s', (fault, change) => {
    expect(checkViews({ panels: { p: { ...panel, ...change } }, alerts: {} })).toEqual([fault])
  })
})

describe('an alert is told of that', () => {
  const { minimum: _, ...unguarded } = alert
  test.each<[string, Alert]>([
    ['a: the summary is empty.', { ...alert, summary: '' }],
    ['a: the description does not tell the value.', { ...alert, description: 'Mails to {host} fail.' }],
    [
      'a: the description has {kind}, which is no label in `by`.',
      { ...alert, description: '{value} of {kind} fail.' },
    ],
    [
      'a: {limit} stands for nothing in "Above {limit}.".',
      { ...alert, runbook: { ...alert.runbook, meaning: 'Above {limit}.' } },
    ],
    ['a: {value} stands for nothing in "{value} fail".', { ...alert, summary: '{value} fail' }],
    ['a: there is no panel gone.', { ...alert, panel: 'gone' }],
    ['a: a ratio without minimum traffic fires on a single event.', unguarded],
    [
      'a: a minimum means nothing to a query of value.',
      { ...alert, when: { show: 'value', of: 'x', join: 'sum', by: ['host'] } },
    ],
    [
      'a: PromQL does not tell what its minimum counts: say { of, count }.',
      { ...alert, when: { show: 'promql', text: 'sum(rate(x[$window]))', by: ['host'] } },
    ],
    [
      'a: 0 is no minimum: there are always as many.',
      { ...alert, minimum: { of: { show: 'increase', of: 'sent' }, count: 0 } },
    ],
    ['a: its PromQL is empty.', { ...alert, minimum: { of: { show: 'promql', text: '' }, count: 5 } }],
    [
      'a: it watches not exactly one quantile.',
      { ...alert, when: { show: 'quantile', of: 'x', quantiles: [0.5, 0.9], by: ['host'] } },
    ],
    ['a: the window 0m is no duration.', { ...alert, window: '0m' }],
    ['a: the runbook leaves something out.', { ...alert, runbook: { ...alert.runbook, look: [] } }],
  ])('%s', (fault, faulty) => {
    expect(checkViews({ panels: { sent: panel }, alerts: { a: faulty } })).toEqual([fault])
  })
})
