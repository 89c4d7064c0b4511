import { createNoopMeter, type MeterProvider, metrics } from '@opentelemetry/api'
import { swallow } from '../../guard/index.ts'

/** A metric without a provider of its own: it goes with the process-wide attachment. */
export interface Attachable {
  attach(provider: MeterProvider): void
  detach(): void
  disable(): void
}

type Mode = 'waiting' | 'attached' | 'disabled'

let mode: Mode = 'waiting'
let provider: MeterProvider | undefined
/** A provider that was let go is not picked up again because it is still registered. */
let released: WeakRef<MeterProvider> | undefined
const live = new Map<number, WeakRef<Attachable>>()
let nextId = 0
const forget = new FinalizationRegistry<number>((id) => live.delete(id))

/**
 * Process-wide state of domain meters that were made without a `meterProvider`. `generation` changes with every
 * change of state, so that what was worked out from it can be kept until then.
 */
export const lifecycle = { generation: 0, isDisabled: false }

/**
 * Connects every domain meter that has no `meterProvider` of its own, those that exist and those still to come, to
 * `provider`. What they recorded before is lost (and was counted as `not_started`), except the values of gauges.
 *
 * `startObservability` calls it; an application that runs its own SDK may, when its provider is not the global one.
 *
 * @example
 * attachMeters(meterProvider)
 */
export function attachMeters(to: MeterProvider): void {
  provider = to
  enter('attached', (metric) => metric.attach(to))
}

/**
 * Disconnects them again: until the next `attachMeters`, records are dropped and counted. Handles stay usable, and
 * gauges keep their values.
 *
 * @example
 * detachMeters()
 * await meterProvider.shutdown()
 */
export function detachMeters(): void {
  if (provider !== undefined) released = new WeakRef(provider)
  provider = undefined
  enter('waiting', (metric) => metric.detach())
}

/**
 * Turns them off: records do nothing and are not counted, until `attachMeters` or `detachMeters`. Metrics with a
 * `meterProvider` of their own are not affected.
 *
 * @example
 * if (process.env.METRICS_ENABLED === 'false') disableMeters()
 */
export function disableMeters(): void {
  provider = undefined
  enter('disabled', (metric) => metric.disable())
}

/** Registers a metric for all later changes of state and gives it the present one. It is held weakly. */
export function follow(metric: Attachable): void {
  const id = nextId++
  live.set(id, new WeakRef(metric))
  forget.register(metric, id)
  if (mode === 'waiting') attachToGlobal()
  else if (mode === 'disabled') metric.disable()
  else if (provider !== undefined) metric.attach(provider)
}

/**
 * Attaches everything when the application has registered a global provider in the meantime. The metrics API has no
 * proxy that would do so.
 */
export function attachToGlobal(): void {
  if (mode !== 'waiting') return
  try {
    const candidate = metrics.getMeterProvider()
    if (candidate === released?.deref()) return
    if (candidate.getMeter('spanmeter') === createNoopMeter()) return
    attachMeters(candidate)
  } catch (error) {
    swallow('global meter provider', error)
  }
}

function enter(next: Mode, tell: (metric: Attachable) => void): void {
  mode = next
  lifecycle.isDisabled = next === 'disabled'
  lifecycle.generation++
  for (const reference of live.values()) {
    const metric = reference.deref()
    if (metric !== undefined) tell(metric)
  }
}
