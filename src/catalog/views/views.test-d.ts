import { defineAlerts } from './alert.ts'
import { definePanels } from './panel.ts'

const catalog = {
  name: 'mail',
  labels: {
    kind: { values: ['receipt', 'reminder'], description: 'Kind' },
    host: { bound: 5, description: 'Host' },
  },
  metrics: {
    sent: { type: 'counter', labels: ['kind'], description: 'Mails sent' },
    wait: { type: 'histogram', unit: 's', labels: ['host'], buckets: [1], description: 'Wait' },
    open: { type: 'gauge', description: 'Open' },
  },
} as const

const text = { title: 'Mails', description: 'Mails.', unit: 'ops' } as const

const panels = definePanels(catalog, {
  sent: { ...text, query: { show: 'rate', of: 'sent', where: { kind: 'receipt' }, by: ['kind'] } },
  wait: { ...text, query: { show: 'quantile', of: 'wait', quantiles: [0.5], by: ['host'] } },
  open: { ...text, query: { show: 'value', of: 'open', join: 'sum' } },
  raw: { ...text, query: { show: 'promql', text: 'sum by (kind) (rate(sent[$window]))', by: ['kind'] } },
  both: {
    ...text,
    query: {
      show: 'compare',
      queries: { sent: { show: 'rate', of: 'sent' }, waited: { show: 'rate', of: 'wait', by: ['host'] } },
    },
  },
})

definePanels(catalog, {
  // @ts-expect-error: no such metric, as after a rename
  unknown: { ...text, query: { show: 'rate', of: 'send' } },
  // @ts-expect-error: a gauge has no rate
  gauge: { ...text, query: { show: 'rate', of: 'open' } },
  // @ts-expect-error: a counter has no quantiles
  counter: { ...text, query: { show: 'quantile', of: 'sent', quantiles: [0.5] } },
  // @ts-expect-error: a label of another metric
  label: { ...text, query: { show: 'rate', of: 'sent', by: ['host'] } },
  // @ts-expect-error: a value that the closed label does not have
  value: { ...text, query: { show: 'rate', of: 'sent', where: { kind: 'recipe' } } },
  // @ts-expect-error: a condition on a label of another metric
  where: { ...text, query: { show: 'rate', of: 'sent', where: { host: 'a' } } },
  // @ts-expect-error: a label that the catalog does not have
  raw: { ...text, query: { show: 'promql', text: 'sum(rate(sent[$window]))', by: ['colour'] } },
  // @ts-expect-error: a unit that Grafana does not know
  unit: { ...text, unit: 'mails', query: { show: 'rate', of: 'sent' } },
})

const alert = {
  summary: 'x',
  description: '{value}.',
  unit: 'ops',
  bound: { above: 1 },
  for: '5m',
  severity: 'warning',
  runbook: { meaning: 'x.', impact: 'x.', look: ['x'], mend: ['x'] },
} as const

defineAlerts(catalog, panels, {
  fine: { ...alert, when: { show: 'rate', of: 'sent' }, panel: 'sent' },
  // @ts-expect-error: no such panel
  panel: { ...alert, when: { show: 'rate', of: 'sent' }, panel: 'gone' },
  // @ts-expect-error: no such metric
  metric: { ...alert, when: { show: 'rate', of: 'gone' }, panel: 'sent' },
  // @ts-expect-error: no duration
  time: { ...alert, for: 'soon', when: { show: 'rate', of: 'sent' }, panel: 'sent' },
})
