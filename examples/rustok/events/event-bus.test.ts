import { defineSystem, errors, eventBus } from 'spanmeter'
import { expect, test } from 'vitest'
import { record } from '../../../test/domains/recording.ts'
import type { DomainEvent } from './domain-event.ts'
import { EventBus, type EventHandler } from './event-bus.ts'

const CAPACITY = 10_000
const PATIENCE_MS = 10_000

const viewed: DomainEvent = {
  type: 'ProductViewed',
  tenantId: 'acme',
  product: { id: 'p1', name: 'Popular' },
}
const created: DomainEvent = { ...viewed, type: 'ProductCreated' }

function busWith(...handlers: EventHandler[]) {
  const recording = record('BoundMeterProvider')
  const telemetry = defineSystem({ namespace: 'rustok', domains: { errors, eventBus }, ...recording })
  const read = async (sample: string) => (await recording.samples()).get(`rustok_${sample}`)
  return { bus: new EventBus(telemetry, handlers), read, recording }
}

test('handlers hear what they handle, and one that fails takes nothing from the others', async () => {
  const heard: string[] = []
  const { bus, read, recording } = busWith(
    {
      name: 'broken',
      handles: ['ProductCreated', 'ProductViewed'],
      handle: async () => {
        throw new Error('It is broken.')
      },
    },
    {
      name: 'creations',
      handles: ['ProductCreated'],
      handle: async ({ type }) => {
        heard.push(type)
      },
    },
  )
  bus.publish(created)
  bus.publish(viewed)
  expect(await bus.drain(PATIENCE_MS)).toBe(0)
  expect(heard).toEqual(['ProductCreated'])
  const dispatched = 'event_bus_dispatched_total{event_type="ProductCreated",handler="creations"}'
  expect(await read(dispatched)).toBe(1)
  const failed = 'event_bus_errors_total{error_type="handler_error",event_type="ProductCreated"}'
  expect(await read(failed)).toBe(1)
  // Its error is told on its own span.
  const spans = recording.spans.getFinishedSpans().filter(({ events }) => events.length > 0)
  expect(spans.map(({ name }) => name)).toEqual(['process ProductCreated', 'process ProductViewed'])
})

test('an event that finds no place is lost, which is told, and fails nobody', async () => {
  let go: () => void = () => {}
  const gate = new Promise<void>((resolve) => {
    go = resolve
  })
  const { bus, read } = busWith({ name: 'slow', handles: ['ProductViewed'], handle: () => gate })
  for (let event = 0; event < CAPACITY + 3; event++) bus.publish(viewed)
  expect(await read('event_bus_queue_depth{transport="in_memory"}')).toBe(CAPACITY)
  expect(await read('event_bus_published_total{event_type="ProductViewed",tenant_id="acme"}')).toBe(CAPACITY)
  const lost = 'event_bus_errors_total{error_type="queue_full",event_type="ProductViewed"}'
  expect(await read(lost)).toBe(3)
  const critical = 'module_errors_total{error_type="queue_full",module="event-bus",severity="critical"}'
  expect(await read(critical)).toBe(3)
  go()
  expect(await bus.drain(PATIENCE_MS)).toBe(0)
  expect(await read('event_bus_queue_depth{transport="in_memory"}')).toBe(0)
})

test('an event that comes just as the last one is done is handled, too', async () => {
  for (let steps = 0; steps < 40; steps++) {
    const heard: string[] = []
    const { bus } = busWith({
      name: 'any',
      handles: ['ProductCreated', 'ProductViewed'],
      handle: async ({ type }) => {
        heard.push(type)
        if (type === 'ProductCreated') void after(steps).then(() => bus.publish(viewed))
      },
    })
    bus.publish(created)
    await bus.drain(PATIENCE_MS)
    await after(steps)
    await bus.drain(PATIENCE_MS)
    expect(heard, `${steps} steps later`).toEqual(['ProductCreated', 'ProductViewed'])
  }
})

test('the end waits for a handler that hangs as long as it is told to, and says what is lost', async () => {
  const { bus } = busWith({ name: 'hangs', handles: ['ProductViewed'], handle: () => new Promise(() => {}) })
  for (let event = 0; event < 3; event++) bus.publish(viewed)
  await new Promise((resolve) => setImmediate(resolve))
  expect(await bus.drain(20)).toBe(2)
})

/** So many turns of the queue of promises later. */
async function after(turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await undefined
}
