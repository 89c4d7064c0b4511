import { describe, expect, test } from 'vitest'
import { conventions } from '../../test/domains/conventions.ts'
import { meterProviders, record, useContext } from '../../test/domains/recording.ts'
import { defineSystem } from '../catalog/index.ts'
import { database, webhook } from './index.ts'

useContext()

describe.each(meterProviders)(
  'pools and webhooks under the names of the conventions, on the %s',
  (provider) => {
    test('tells the connections of each pool as the conventions call their states, from one look', async () => {
      const recording = record(provider)
      const shop = defineSystem({ namespace: 'shop', domains: { database }, semconv: true, ...recording })
      let looks = 0
      const pool = { active: 3, idle: 1 }
      using _pool = shop.database.observePool(() => {
        looks++
        return pool
      })
      using _other = shop.database.observePool(() => ({ active: 7, idle: 0 }), 'reports')
      const names = (name: string, state: string) =>
        `db.client.connection.count{db.client.connection.pool.name="${name}",db.client.connection.state="${state}"}`
      expect(await conventions(recording)).toEqual({
        [names('default', 'used')]: 3,
        [names('default', 'idle')]: 1,
        [names('reports', 'used')]: 7,
        [names('reports', 'idle')]: 0,
      })
      expect(looks).toBe(1)
      pool.active = 2
      expect(await conventions(recording)).toMatchObject({ [names('default', 'used')]: 2 })
      const samples = await recording.samples()
      expect(samples.get('shop_database_connections{state="active"}')).toBe(9)
      const found = (await recording.metrics()).find(({ descriptor }) => /^db/.test(descriptor.name))
      expect(found).toMatchObject({ descriptor: { unit: '{connection}' }, isMonotonic: false })
    })

    test('measures the request that delivers a webhook where it is told of the address, and no other', async () => {
      const recording = record(provider)
      const shop = defineSystem({ namespace: 'shop', domains: { webhook }, semconv: true, ...recording })
      const labels = { event_type: 'paid', subscriber: 'acme' }
      const delivery = { enqueued_at: 0, attempt: 1, attempts: 3, worker_id: 'w1' }
      await shop.webhook.deliver(labels, delivery, () => ({ status: 200 }))
      const consumed = 'messaging.client.consumed.messages{messaging.operation.name="deliver"}'
      expect(await conventions(recording)).toEqual({ [consumed]: 1 })
      const url = 'http://[::1]/hooks?key=secret'
      await shop.webhook.deliver(labels, { ...delivery, url }, () => ({ status: 204 }))
      await shop.webhook.deliver(labels, { ...delivery, url, method: 'put' }, () => ({ status: 302 }))
      const refused = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })
      await shop.webhook.deliver(labels, { ...delivery, url: new URL('https://b.example') }, () =>
        Promise.reject(refused),
      )
      const measured = await conventions(recording)
      const requests = Object.fromEntries(
        Object.entries(measured).filter(([name]) => name.startsWith('http.')),
      )
      expect(requests).toEqual({
        'http.client.request.duration_count{http.request.method="POST",http.response.status_code="204",server.address="::1",server.port="80"}': 1,
        'http.client.request.duration_count{error.type="302",http.request.method="PUT",http.response.status_code="302",server.address="::1",server.port="80"}': 1,
        'http.client.request.duration_count{error.type="ECONNREFUSED",http.request.method="POST",server.address="b.example",server.port="443"}': 1,
      })
      // The server of a message would be the queue's, and is not known.
      expect(measured[consumed]).toBe(2)
      const samples = await recording.samples()
      const total = (name: string) =>
        [...samples].reduce((sum, [key, value]) => (key.startsWith(name) ? sum + value : sum), 0)
      expect(total('shop_webhook_delivery_latency_seconds_count')).toBe(4)
    })

    test('gives both names of the request that delivers a webhook one reading of the clock', async () => {
      const recording = record(provider)
      const shop = defineSystem({ namespace: 'shop', domains: { webhook }, semconv: true, ...recording })
      const delivery = {
        enqueued_at: 0,
        attempt: 1,
        attempts: 3,
        worker_id: 'w1',
        url: 'https://a.example/hook',
      }
      const labels = { event_type: 'paid', subscriber: 'acme' }
      await shop.webhook.deliver(labels, delivery, async () => ({ status: 200 }))
      const sums = [...(await recording.samples())].filter(([name]) => /(latency|request).*_sum/.test(name))
      expect(sums.map(([name]) => name.split('{')[0])).toEqual([
        'shop_webhook_delivery_latency_seconds_sum',
        'http.client.request.duration_sum',
      ])
      expect(sums[0]?.[1]).toBe(sums[1]?.[1])
    })
  },
)
