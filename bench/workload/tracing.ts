import { type Tracer, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  NodeTracerProvider,
  type ReadableSpan,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace-node'

/** Keeps the last 512 ended spans: memory like that of a batch processor, and nothing is exported. */
export class SpanRing implements SpanProcessor {
  readonly #kept: ReadableSpan[] = []
  #ended = 0

  onStart(): void {}

  onEnd(span: ReadableSpan): void {
    this.#kept[this.#ended++ & 511] = span
  }

  get ended(): number {
    return this.#ended
  }

  get last(): ReadableSpan | undefined {
    return this.#kept[(this.#ended - 1) & 511]
  }

  async forceFlush(): Promise<void> {}
  async shutdown(): Promise<void> {}
}

export interface Tracing {
  readonly tracer: Tracer
  readonly ring: SpanRing
}

/** The official tracer provider, registered globally with its context manager, as an application has it. */
export function startTracing(sampled: boolean): Tracing {
  const ring = new SpanRing()
  const provider = new NodeTracerProvider({
    sampler: sampled ? new AlwaysOnSampler() : new AlwaysOffSampler(),
    spanProcessors: [ring],
  })
  provider.register({ contextManager: new AsyncLocalStorageContextManager() })
  return { tracer: trace.getTracer('bench'), ring }
}
