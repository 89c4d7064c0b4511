import type { MeterProvider } from '@opentelemetry/api'
import { type Attachable, follow } from './lifecycle.ts'
import type { MetricDeclaration } from './types.ts'

interface Registered extends Attachable {
  readonly declaration: MetricDeclaration
}

/** The metrics of one provider by name, held weakly: a meter that nobody holds costs nothing. */
export class MetricRegistry {
  readonly #metrics = new Map<string, WeakRef<Registered>>()
  readonly #provider: WeakRef<MeterProvider> | undefined

  constructor(provider: MeterProvider | undefined) {
    this.#provider = provider === undefined ? undefined : new WeakRef(provider)
  }

  find(name: string): Registered | undefined {
    return this.#metrics.get(name)?.deref()
  }

  /** Takes a new metric in, and connects it to the provider, now or when there is one. */
  add<M extends Registered>(name: string, metric: M): M {
    this.#metrics.set(name, new WeakRef(metric))
    const provider = this.#provider?.deref()
    if (this.#provider === undefined) follow(metric)
    else if (provider !== undefined) metric.attach(provider)
    return metric
  }
}

const ofProvider = new WeakMap<MeterProvider, MetricRegistry>()
const processWide = new MetricRegistry(undefined)

/** The registry of a provider; without one, that of the metrics that attach late. */
export function registryOf(provider: MeterProvider | undefined): MetricRegistry {
  if (provider === undefined) return processWide
  let registry = ofProvider.get(provider)
  if (registry === undefined) {
    registry = new MetricRegistry(provider)
    ofProvider.set(provider, registry)
  }
  return registry
}
