import type { OtlpOptions } from '../../otlp/index.ts'
import type { ObservabilityOptions } from '../options.ts'
import { longestTimer, oneOf, ratio, wholeNumber } from './kinds.ts'
import { hasOtlpEndpoint, readOtlp } from './otlp.ts'
import type { Variables } from './variables.ts'
import { readWordList } from './word-list.ts'

const samplers = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const

/** A sampler of the specification: what decides about a root span, and whether a parent's decision comes first. */
export interface SamplerChoice {
  readonly root: 'always_on' | 'always_off' | { readonly ratio: number }
  readonly parentBased: boolean
}

/** Milliseconds and counts of the batch span processor. */
export interface BatchLimits {
  readonly scheduledDelayMillis: number
  readonly exportTimeoutMillis: number
  readonly maxQueueSize: number
  readonly maxExportBatchSize: number
}

/** Limits of one span; the keys are those of the SDK's `SpanLimits`. */
export interface SpanLimits {
  readonly attributeValueLengthLimit: number
  readonly attributeCountLimit: number
  readonly eventCountLimit: number
  readonly linkCountLimit: number
  readonly attributePerEventCountLimit: number
  readonly attributePerLinkCountLimit: number
}

export interface TracesConfiguration {
  readonly exporters: readonly ('otlp' | 'console')[]
  readonly sampler: SamplerChoice
  readonly batch: BatchLimits
  readonly limits: SpanLimits
  readonly otlp: OtlpOptions
}

export function readTraces(variables: Variables, options: ObservabilityOptions): TracesConfiguration {
  const otlp = options.otlp ?? {}
  return {
    exporters: readWordList(variables, {
      option: ['traces.exporters', options.traces?.exporters],
      variable: 'OTEL_TRACES_EXPORTER',
      words: ['otlp', 'console', 'none'],
      fallback: hasOtlpEndpoint(variables, otlp, 'TRACES') ? ['otlp'] : ['none'],
    }),
    sampler: readSampler(variables),
    batch: readBatch(variables),
    limits: readSpanLimits(variables),
    otlp: readOtlp(variables, otlp, 'TRACES'),
  }
}

function readSampler(variables: Variables): SamplerChoice {
  const name = variables.read({
    kind: oneOf(samplers),
    variables: ['OTEL_TRACES_SAMPLER'],
    fallback: 'parentbased_always_on',
  })
  const parentBased = name.startsWith('parentbased_')
  if (name.endsWith('always_on')) return { root: 'always_on', parentBased }
  if (name.endsWith('always_off')) return { root: 'always_off', parentBased }
  const share = variables.read({ kind: ratio, variables: ['OTEL_TRACES_SAMPLER_ARG'], fallback: 1 })
  return { root: { ratio: share }, parentBased }
}

function readBatch(variables: Variables): BatchLimits {
  const number = (name: string, min: number, fallback: number, max?: number) =>
    variables.read({ kind: wholeNumber(min, max), variables: [`OTEL_BSP_${name}`], fallback })
  const maxQueueSize = number('MAX_QUEUE_SIZE', 1, 2048)
  const asked = number('MAX_EXPORT_BATCH_SIZE', 1, Math.min(512, maxQueueSize))
  if (asked > maxQueueSize) {
    variables.warn(
      `OTEL_BSP_MAX_EXPORT_BATCH_SIZE is "${asked}", more than the queue holds: ${maxQueueSize} is used instead.`,
    )
  }
  return {
    scheduledDelayMillis: number('SCHEDULE_DELAY', 0, 5000, longestTimer),
    exportTimeoutMillis: number('EXPORT_TIMEOUT', 1, 30_000, longestTimer),
    maxQueueSize,
    maxExportBatchSize: Math.min(asked, maxQueueSize),
  }
}

function readSpanLimits(variables: Variables): SpanLimits {
  const limit = <Fallback extends number>(
    names: readonly string[],
    fallback: Fallback,
    fallbackText?: string,
  ) =>
    variables.read({
      kind: wholeNumber(0),
      variables: names.map((name) => `OTEL_${name}_LIMIT`),
      fallback,
      ...(fallbackText !== undefined && { fallbackText }),
    })
  return {
    attributeValueLengthLimit: limit(
      ['SPAN_ATTRIBUTE_VALUE_LENGTH', 'ATTRIBUTE_VALUE_LENGTH'],
      Number.POSITIVE_INFINITY,
      'no limit',
    ),
    attributeCountLimit: limit(['SPAN_ATTRIBUTE_COUNT', 'ATTRIBUTE_COUNT'], 128),
    eventCountLimit: limit(['SPAN_EVENT_COUNT'], 128),
    linkCountLimit: limit(['SPAN_LINK_COUNT'], 128),
    attributePerEventCountLimit: limit(['EVENT_ATTRIBUTE_COUNT', 'SPAN_ATTRIBUTE_PER_EVENT_COUNT'], 128),
    attributePerLinkCountLimit: limit(['LINK_ATTRIBUTE_COUNT', 'SPAN_ATTRIBUTE_PER_LINK_COUNT'], 128),
  }
}
