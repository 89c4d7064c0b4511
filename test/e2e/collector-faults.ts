import { metricsOf, post } from './otlp-json.ts'
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
  fires: [
    'CollectorQueueFilling',
    'CollectorLosingSpans',
    'CollectorLosingMetrics',
    'CollectorDroppingSpans',
    'CollectorDroppingMetrics',
  ],
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

const DELTA_EVERY_MS = 200

export const deltas: Fault = sendsDeltas()

/** Who sends them hears nothing of their being left out. */
function sendsDeltas(): Fault {
  let timer: NodeJS.Timeout | undefined
  return {
    name: 'a stranger sends deltas',
    fires: ['CollectorLeavingOut'],
    async begin({ running }) {
      const url = `http://127.0.0.1:${running.ports.otlpHttp}/v1/metrics`
      const status = await post(url, delta())
      if (status !== 200) throw new Error(`The Collector answers ${status} to a delta; it is to take it.`)
      timer = setInterval(() => void Promise.allSettled([post(url, delta())]), DELTA_EVERY_MS)
    },
    async end() {
      clearInterval(timer)
    },
  }
}

function delta(): object {
  const dataPoints = [{ asInt: '1', timeUnixNano: String(BigInt(Date.now()) * 1_000_000n) }]
  const sum = { aggregationTemporality: 1, isMonotonic: true, dataPoints }
  return metricsOf('stranger', { name: 'stranger_visits', sum })
}
