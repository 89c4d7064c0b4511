import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Exposed, readExposition, total } from '../testing/exposed.ts'
import { type Line, lineOf, type Program, startProgram, until } from '../testing/program.ts'
import { FAULT_NAMES, type FaultName } from './faults.ts'

/** One run of the shop, with no load but what the tests send. */
let program: Program
let places: Extract<Line, { type: 'started' }>['places']

beforeAll(async () => {
  program = startProgram(['--json', '--rate', '0'])
  places = (await lineOf(program, 'started')).places
})

afterAll(() => {
  program.child.kill('SIGKILL')
})

async function metric(name: string): Promise<Exposed | undefined> {
  return readExposition(await (await fetch(places.metrics ?? '')).text()).get(name)
}

async function amountOf(name: string, labels: Readonly<Record<string, string>> = {}): Promise<number> {
  return total(await metric(name), labels)
}

/** Switches a fault on, does something, and switches it off, whatever came of it. */
async function during<Result>(fault: FaultName, act: () => Promise<Result>): Promise<Result> {
  await fetch(`${places.shop}/faults/${fault}`, { method: 'PUT' })
  try {
    return await act()
  } finally {
    await fetch(`${places.shop}/faults/${fault}`, { method: 'DELETE' })
  }
}

async function order(): Promise<Response> {
  const body = { key: randomUUID(), email: 'a@mail.example', productId: 1, quantity: 1 }
  const headers = { 'content-type': 'application/json' }
  return fetch(`${places.shop}/orders`, { method: 'POST', headers, body: JSON.stringify(body) })
}

async function statusOf(path: string): Promise<number> {
  const response = await fetch(places.shop + path)
  await response.arrayBuffer()
  return response.status
}

describe('a fault of the shop', () => {
  test('server-errors: some requests fail, those that switch it off and ask for health do not', async () => {
    const statuses = await during('server-errors', async () => {
      expect(await statusOf('/health')).toBe(200)
      return Promise.all(Array.from({ length: 40 }, () => statusOf('/products/1')))
    })
    expect(new Set(statuses)).toEqual(new Set([200, 500]))
    const failed = statuses.filter((status) => status === 500).length
    expect(await amountOf('shop_http_requests_total', { status: '500' })).toBe(failed)
    expect(await amountOf('shop_module_errors_total', { module: 'api', severity: 'error' })).toBe(failed)
    expect(await statusOf('/products/1')).toBe(200)
  })

  test('slow-requests: requests are measured as slow as they were', async () => {
    const measured = (le: string) =>
      amountOf('shop_http_request_duration_seconds', { le, method: 'GET', path: '/search' })
    await statusOf('/search?q=lamp')
    await until('the first search', async () => (await measured('+Inf')) === 1)
    const faster = await measured('0.5')
    const seconds = await during('slow-requests', async () => {
      const sent = performance.now()
      await statusOf('/search?q=lamp')
      return (performance.now() - sent) / 1_000
    })
    await until('the second search', async () => (await measured('+Inf')) === 2)
    expect(await measured('0.5')).toBe(faster)
    const { samples = [] } = (await metric('shop_http_request_duration_seconds')) ?? {}
    const bounds = [...new Set(samples.map(({ labels }) => Number(labels.le)))].sort((a, b) => a - b)
    // It took no longer than whoever asked has waited.
    const slowest = bounds.find((bound) => bound >= seconds)
    expect(await measured(String(slowest))).toBe(2)
  })

  test('failing-handlers: the order is taken, its mail fails', async () => {
    await during('failing-handlers', async () => {
      expect((await order()).status).toBe(201)
      await until('an error of the handler', async () => {
        return (await amountOf('shop_event_bus_errors_total', { error_type: 'mail_bounced' })) === 1
      })
    })
    expect((await order()).status).toBe(201)
    await until('a mail that was taken', async () => {
      return (await amountOf('shop_event_bus_dispatched_total', { handler: 'email' })) === 1
    })
    expect(await amountOf('shop_event_bus_errors_total', { error_type: 'mail_bounced' })).toBe(1)
  })

  test('late-events: nothing is handled until it is over, then all of it', async () => {
    const depth = () => amountOf('shop_event_bus_queue_depth')
    const handled = () => amountOf('shop_event_bus_dispatched_total')
    await during('late-events', async () => {
      for (let index = 0; index < 10; index++) await order()
      // Four workers hold one event each, and are done with all that came before.
      await until('six that wait', async () => (await depth()) === 6)
      const before = await handled()
      await sleep(500)
      expect([await depth(), await handled()]).toEqual([6, before])
    })
    await until('an empty queue', async () => (await depth()) === 0)
  })

  test('held-connections: none is left, and all come back', async () => {
    const connections = (state: string) => amountOf('shop_database_connections', { state })
    const all = await connections('idle')
    expect(all).toBeGreaterThan(1)
    await during('held-connections', async () => {
      await until('no idle connection', async () => (await connections('idle')) === 0)
      expect(await connections('active')).toBe(all)
    })
    await until('idle connections', async () => (await connections('idle')) === all)
    expect(await statusOf('/products?page=1')).toBe(200)
  })

  test('critical-errors, wrong-numbers: are counted without a request', async () => {
    expect(await amountOf('spanmeter_dropped_measurements_total')).toBe(0)
    const paid = await amountOf('shop_checkout_duration_seconds', { outcome: 'paid' })
    await during('critical-errors', () =>
      during('wrong-numbers', () =>
        until('both', async () => {
          const ledger = { module: 'ledger', severity: 'critical' }
          const errors = await amountOf('shop_module_errors_total', ledger)
          const dropped = await amountOf('spanmeter_dropped_measurements_total', { reason: 'not_a_number' })
          return errors > 0 && dropped > 0
        }),
      ),
    )
    expect(await amountOf('shop_checkout_duration_seconds', { outcome: 'paid' })).toBe(paid)
  })

  test('label-explosion: series stop growing at their limit, and measurements go on', async () => {
    const published = 'shop_event_bus_published_total'
    const overflowed = () => amountOf('spanmeter_overflowed_measurements_total', { instrument: published })
    expect(await overflowed()).toBe(0)
    await during('label-explosion', () => until('an overflow', async () => (await overflowed()) > 0))
    expect((await metric(published))?.samples.length).toBeLessThanOrEqual(2_001)
    const before = await amountOf(published)
    await order()
    expect(await amountOf(published)).toBe(before + 1)
  })

  test('leaves nothing behind: every fault is off', async () => {
    const faults = (await (await fetch(`${places.shop}/faults`)).json()) as { name: string; on: boolean }[]
    expect(faults.map(({ name }) => name)).toEqual(FAULT_NAMES)
    expect(faults.filter(({ on }) => on)).toEqual([])
  })
})
