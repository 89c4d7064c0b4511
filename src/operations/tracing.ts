import { ProxyTracerProvider, type Tracer, type TracerProvider, trace } from '@opentelemetry/api'
import { swallow } from '../guard/index.ts'
import type { OperationScope } from './types.ts'

/** The API's global provider is a proxy; what it stands for tells whether anybody has registered one. */
interface MaybeProxy extends TracerProvider {
  getDelegate?(): TracerProvider
}

/** What a proxy stands for while nobody has registered a provider. */
const NOBODY = new ProxyTracerProvider().getDelegate()

/** Finds the tracer of a scope, as it is now: a provider may be registered, and taken away again, at any time. */
export class Tracing {
  readonly #scope: OperationScope
  #delegate: TracerProvider = NOBODY
  #tracer: Tracer | undefined

  constructor(scope: OperationScope) {
    this.#scope = scope
  }

  /** The tracer; `undefined` where there is no provider to make spans. */
  tracer(): Tracer | undefined {
    try {
      const provider: MaybeProxy = this.#scope.tracerProvider ?? trace.getTracerProvider()
      const delegate = provider.getDelegate === undefined ? provider : provider.getDelegate()
      if (delegate !== this.#delegate) this.#connect(delegate)
    } catch (error) {
      swallow('tracer provider', error)
    }
    return this.#tracer
  }

  #connect(delegate: TracerProvider): void {
    this.#delegate = delegate
    this.#tracer = undefined
    if (delegate !== NOBODY) this.#tracer = delegate.getTracer(this.#scope.name, this.#scope.version)
  }
}
