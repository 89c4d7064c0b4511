import type { TracerProvider as ApiTracerProvider } from '@opentelemetry/api'
import { resourceFromAttributes } from '@opentelemetry/resources'
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  ConsoleSpanExporter,
  ParentBasedSampler,
  SimpleSpanProcessor,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace'
import type { OtlpSpanExporter } from '../../otlp/index.ts'
import type { Attributes } from '../../points/index.ts'
import type { BatchLimits, SamplerChoice, SpanLimits } from '../configuration/traces.ts'
import type { Sampler, SpanProcessor } from '../options.ts'
import { watchQueue } from './span-queue.ts'

/** A tracer provider as the rest of the setup needs it. */
export interface Tracing extends ApiTracerProvider {
  forceFlush(): Promise<void>
  shutdown(): Promise<void>
}

export interface TracingParts {
  readonly resource: Attributes
  readonly sampler: SamplerChoice | Sampler
  readonly limits: SpanLimits
  readonly spanProcessors: readonly SpanProcessor[]
}

export function createTracing({ resource, sampler, limits, spanProcessors }: TracingParts): Tracing {
  return new TracerProvider({
    resource: resourceFromAttributes(resource),
    sampler: 'root' in sampler ? createSampler(sampler) : sampler,
    spanLimits: limits,
    // Public types name no SDK. What is given here are its processors; it hands them its own spans.
    spanProcessors: [...spanProcessors] as BatchSpanProcessor[],
  })
}

/** The official batch processor, and how many spans wait in its queue. Those that find it full are counted. */
export function createBatchProcessor(
  exporter: OtlpSpanExporter,
  limits: BatchLimits,
): { processor: SpanProcessor; queued: () => number } {
  const { selfObsMeterProvider, queued } = watchQueue()
  return { processor: new BatchSpanProcessor({ exporter, ...limits, selfObsMeterProvider }), queued }
}

export function createConsoleProcessor(): SpanProcessor {
  return new SimpleSpanProcessor({ exporter: new ConsoleSpanExporter() })
}

function createSampler({ root, parentBased }: SamplerChoice): Sampler {
  const sampler =
    root === 'always_on'
      ? new AlwaysOnSampler()
      : root === 'always_off'
        ? new AlwaysOffSampler()
        : new TraceIdRatioBasedSampler(root.ratio)
  return parentBased ? new ParentBasedSampler({ root: sampler }) : sampler
}
