import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { defineSystem } from '../../catalog/index.ts'
import { cache, queue, webhook } from '../../domains/index.ts'
import { renderArtifacts } from '../index.ts'

const system = defineSystem({ namespace: 'post', domains: { cache, queue, webhook } })

function groupsWith(alertGroups?: Readonly<Record<string, string>>): Map<string, string[]> {
  const text = renderArtifacts(system, alertGroups && { alertGroups }).get('prometheus/rules/post.rules.yml')
  const { groups } = parse(text ?? '') as { groups: { name: string; rules: { alert: string }[] }[] }
  return new Map(groups.map(({ name, rules }) => [name, rules.map(({ alert }) => alert)]))
}

test('a group is called after the system and the domain', () => {
  expect(groupsWith().get('post-queue')).toEqual(['QueueBacklog', 'QueueNearlyFull', 'StaleItemsInQueue'])
})

test('a system names the groups of its domains, one name for several of them too', () => {
  const groups = groupsWith({ queue: 'webhook_alerts', webhook: 'webhook_alerts' })
  expect(groups.get('webhook_alerts')).toEqual([
    'QueueBacklog',
    'QueueNearlyFull',
    'StaleItemsInQueue',
    'HighWebhookFailureRate',
    'WebhookDeadLetters',
    'WebhookWorkerDown',
  ])
  expect([...groups.keys()].filter((name) => /queue|webhook/.test(name))).toEqual(['webhook_alerts'])
  expect(groups.get('post-cache')).toEqual(['LowCacheHitRate'])
})

test('a domain that there is not is missed in a sentence', () => {
  expect(() => groupsWith({ que: 'webhook_alerts' })).toThrow(
    'alertGroups names "que", which is no domain of the system. It has cache, queue, webhook.',
  )
})
