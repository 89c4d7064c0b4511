import { join } from 'node:path'
import { catalogOf, lintCatalog } from 'spanmeter'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { voiceArtifacts } from './artifacts.ts'
import { createTelemetry } from './telemetry.ts'

const artifacts = voiceArtifacts()

describe('what is committed is what the declaration says; `npm run generate` writes it', () => {
  test.each([...artifacts])('%s', async (path, text) => {
    await expect(text).toMatchFileSnapshot(join(import.meta.dirname, path))
  })
})

test('the catalogs keep the rules, or say why not', () => {
  expect(lintCatalog(catalogOf(createTelemetry()))).toEqual([])
})

test('every label that is an id has a bound, and a reason to be there', () => {
  const { domains } = catalogOf(createTelemetry())
  const ids = domains.flatMap(({ metrics, exceptions: ofDomain }) =>
    metrics.flatMap(({ labels, emitted }) =>
      labels
        .filter(({ attribute }) => emitted && attribute !== false && attribute.endsWith('_id'))
        .map(({ attribute, bound, exceptions }) => ({
          attribute,
          bounded: bound !== undefined,
          reasons: [...exceptions, ...ofDomain].filter(({ rule }) => rule === 'id-label').length,
        })),
    ),
  )
  expect(new Set(ids.map(({ attribute }) => attribute))).toEqual(
    new Set(['campaign_id', 'user_id', 'partner_id', 'worker_id']),
  )
  expect(ids.filter(({ bounded, reasons }) => !bounded || reasons === 0)).toEqual([])
})

test('the dashboard has its three rows, and the five panels that were asked for', () => {
  const { panels } = JSON.parse(artifacts.get('grafana/dashboards/voice-platform.json') ?? '{}')
  const titles = (isRow: boolean): string[] =>
    panels
      .filter(({ type }: { type: string }) => (type === 'row') === isRow)
      .map(({ title }: { title: string }) => title)
  expect(titles(true)).toEqual(['Campaigns', 'Webhooks', 'System Health'])
  expect(titles(false)).toEqual(
    expect.arrayContaining([
      'Campaign Success Rate',
      'Campaign Call Volume',
      'Webhook Delivery Latency (P95)',
      'Webhook Queue Size',
      'Active Workers',
    ]),
  )
})

test('the success rate is by campaign, over all the time on screen', () => {
  const { panels, time } = JSON.parse(artifacts.get('grafana/dashboards/voice-platform.json') ?? '{}')
  const { type, targets } = panels.find(({ title }: { title: string }) => title === 'Campaign Success Rate')
  expect([type, targets.length, targets[0].legendFormat]).toEqual(['bargauge', 1, '{{campaign_id}}'])
  expect(targets[0].expr).toContain('campaign_calls_completed_total{outcome="success"')
  expect(new Set(targets[0].expr.match(/\[[^\]]+\]/g))).toEqual(new Set(['[$__range]']))
  expect(time.from).toBe('now-1h')
})

test('the alerts stand in their groups, which are evaluated twice a minute', () => {
  const { groups } = parse(artifacts.get('prometheus/rules/voice-platform.rules.yml') ?? '') as {
    groups: { name: string; interval: string; rules: { alert: string; for: string }[] }[]
  }
  const group = (name: string) =>
    groups
      .filter((each) => each.name === name)
      .map(({ interval, rules }) => [interval, rules.map((rule) => `${rule.alert} ${rule.for}`)])
  expect(group('campaign_alerts')).toEqual([
    ['30s', ['HighCampaignFailureRate 5m', 'SlowCampaignProcessing 10m']],
  ])
  expect(group('webhook_alerts')).toEqual([
    [
      '30s',
      [
        'HighWebhookFailureRate 10m',
        'WebhookDeadLetters 0s',
        'WebhookWorkerDown 2m',
        'WebhookQueueBacklog 5m',
        'StaleWebhooksInQueue 5m',
      ],
    ],
  ])
})
