import type { Fault } from './shop-faults.ts'
import { SpareCollector } from './spare-collector.ts'

/** As little as makes the Collector refuse whatever comes. In MiB. */
const NO_MEMORY = { COLLECTOR_MEMORY_LIMIT_MIB: '6', COLLECTOR_MEMORY_SPIKE_MIB: '5' }

/** Faults of a second Collector, which come one after the other: the first starts it, the last ends it. */
export const noMemory: Fault = {
  name: 'a Collector has hardly any memory',
  fires: ['CollectorRefusingSpans', 'CollectorRefusingMetrics'],
  async begin(stack) {
    stack.spare = await SpareCollector.start(stack.running, stack.backends, NO_MEMORY)
  },
  async end(stack) {
    await stack.spare?.stop()
    stack.spare = undefined
  },
}

const full = 'what finds a queue full is sent back'

export const deadBackends: Fault = {
  name: 'Jaeger and Prometheus do not take what a Collector sends, whose queues are small',
  fires: ['CollectorQueueFilling', 'CollectorLosingSpans', 'CollectorLosingMetrics'],
  also: { CollectorRefusingSpans: full, CollectorRefusingMetrics: full },
  async begin(stack) {
    for (const gate of stack.spareGates) gate.shut()
    stack.spare = await SpareCollector.start(stack.running, stack.backends)
  },
  async end(stack) {
    for (const gate of stack.spareGates) gate.open()
  },
}

export const unstamped: Fault = {
  name: "a Collector writes series of the shop's without saying which way they took",
  fires: ['BothPathsSummed'],
  async begin({ spare }) {
    if (spare === undefined) throw new Error('There is no second Collector.')
    spare.metric = 'shop_visits_total'
  },
  async end(stack) {
    await stack.spare?.stop()
    stack.spare = undefined
  },
}
