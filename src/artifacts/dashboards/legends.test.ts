import { describe, expect, test } from 'vitest'
import { defineDomain, defineSystem, type Query } from '../../catalog/index.ts'
import { renderArtifacts } from '../index.ts'

const catalog = {
  name: 'mail',
  labels: { kind: { values: ['receipt', 'reminder'], description: 'Kind of mail' } },
  metrics: {
    sent: { type: 'counter', labels: ['kind'], description: 'Mails sent' },
    bounced: { type: 'counter', labels: ['kind'], description: 'Mails that came back' },
    sending: {
      type: 'histogram',
      unit: 's',
      labels: ['kind'],
      buckets: [0.1, 1],
      description: 'Time to send a mail',
    },
  },
} as const

/** What the lines of a panel with this query are called. */
function legendsOf(query: Query): string[] {
  const panels = { mails: { title: 'Mails', description: 'Mails.', unit: 'ops', query } } as const
  const files = renderArtifacts(
    defineSystem({ namespace: 'post', domains: { mail: defineDomain(catalog, { panels }) } }),
  )
  const dashboard = JSON.parse(files.get('grafana/dashboards/post-domains.json') ?? '{}')
  const { targets } = dashboard.panels.find(({ title }: { title: string }) => title === 'Mails')
  return targets.map(({ legendFormat }: { legendFormat: string }) => legendFormat)
}

describe('a line is called', () => {
  test('as its panel, or by its labels', () => {
    expect(legendsOf({ show: 'rate', of: 'sent' })).toEqual(['Mails'])
    expect(legendsOf({ show: 'rate', of: 'sent', by: ['kind'] })).toEqual(['{{kind}}'])
  })

  test('by its quantile, where there are several', () => {
    expect(legendsOf({ show: 'quantile', of: 'sending', quantiles: [0.5, 0.999], by: ['kind'] })).toEqual([
      '{{kind}} P50',
      '{{kind}} P99.9',
    ])
  })

  test('by what is compared, beside labels that all of them have', () => {
    const sent = { show: 'rate', of: 'sent' } as const
    const bounced = { show: 'rate', of: 'bounced' } as const
    expect(legendsOf({ show: 'compare', queries: { sent, bounced } })).toEqual(['sent', 'bounced'])
    const by = ['kind'] as const
    expect(
      legendsOf({ show: 'compare', queries: { sent: { ...sent, by }, bounced: { ...bounced, by } } }),
    ).toEqual(['{{kind}} sent', '{{kind}} bounced'])
  })
})
