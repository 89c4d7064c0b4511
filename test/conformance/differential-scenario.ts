import type { Attributes, MeterProvider, ObservableResult } from '@opentelemetry/api'
import {
  AggregationTemporality,
  AggregationType,
  createAllowListAttributesProcessor,
  createDenyListAttributesProcessor,
  InstrumentType,
  MetricReader,
  type ViewOptions,
} from '@opentelemetry/sdk-metrics'
import fc from 'fast-check'
import type { Handle } from './differential-run.ts'

/** One call of the application, or one collection. */
export type Step =
  | { do: 'record'; instrument: number; value: number; attributes: Attributes; bound: boolean }
  | { do: 'observe'; instrument: number; values: ReadonlyArray<readonly [Attributes, number]> }
  | { do: 'collect'; reader: number }

export interface Scenario {
  readonly views: readonly ViewOptions[]
  readonly temporalities: readonly AggregationTemporality[]
  readonly steps: readonly Step[]
}

/** A reader that is collected from by hand. */
export class ManualReader extends MetricReader {
  constructor(temporality: AggregationTemporality) {
    super({ aggregationTemporalitySelector: () => temporality })
  }

  override async onForceFlush(): Promise<void> {}
  override async onShutdown(): Promise<void> {}
}

const SYNCHRONOUS = ['counter', 'upDown', 'gauge', 'histogram', 'boundaries', 'integer'] as const
export const OBSERVABLE = ['observedCounter', 'observedUpDown', 'observedGauge'] as const

/** The same instruments on either SDK; observables report what the scenario last set. */
export function createInstruments(
  provider: MeterProvider,
  observed: ReadonlyArray<ReadonlyArray<readonly [Attributes, number]>>,
) {
  const meter = provider.getMeter('differential', '1.0.0', { schemaUrl: 'https://example.com/schema' })
  const synchronous: Handle[] = [
    meter.createCounter('counter', { description: 'counts', unit: '{call}' }),
    meter.createUpDownCounter('upDown'),
    meter.createGauge('gauge', { unit: 'Cel' }),
    meter.createHistogram('histogram', { unit: 's' }),
    meter.createHistogram('boundaries', {
      advice: { explicitBucketBoundaries: [-1, 0, 0.5, 1, 1.5, 4, 4.25, 1000] },
    }),
    meter.createCounter('integer', { valueType: 0 }),
  ]
  const observables = [
    meter.createObservableCounter('observedCounter'),
    meter.createObservableUpDownCounter('observedUpDown'),
    meter.createObservableGauge('observedGauge'),
  ]
  observables.forEach((observable, i) => {
    observable.addCallback((result: ObservableResult) => {
      for (const [attributes, value] of observed[i] ?? []) result.observe(value, attributes)
    })
  })
  return synchronous
}

const value = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: 0, max: 20_000_000 }).map((n) => n / 1024) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(0, -0, 0.5, 1, 1.5, 4, 5, 10, 25, 1000, 10_000, 2 ** -10, 2 ** 30),
  },
  { weight: 1, arbitrary: fc.integer({ min: -5_000_000, max: 0 }).map((n) => n / 1024) },
)

const attributeValue = fc.constantFrom<Array<NonNullable<Attributes[string]>>>(
  ...[1, '1', 0, -0, true, 'true', false, '', 'x', 'a longer value', 2.5],
  ['p', 'q'],
  ['p,q'],
  [1, 2],
  [true],
  [],
)

/** Few keys and values, so that sets meet again; in any order of keys. */
const attributes = fc
  .shuffledSubarray(['a', 'b', 'c', '__proto__', 'with space'], { maxLength: 3 })
  .chain((keys) => fc.tuple(...keys.map((key) => fc.tuple(fc.constant(key), attributeValue))))
  .map((entries) => Object.fromEntries(entries) as Attributes)

const record = fc.record({
  do: fc.constant('record' as const),
  instrument: fc.nat({ max: SYNCHRONOUS.length - 1 }),
  value,
  attributes,
  bound: fc.boolean(),
})

const observe = fc.record({
  do: fc.constant('observe' as const),
  instrument: fc.nat({ max: OBSERVABLE.length - 1 }),
  values: fc.array(fc.tuple(attributes, value), { maxLength: 4 }),
})

const VIEWS: ReadonlyArray<readonly ViewOptions[]> = [
  [],
  [{ instrumentName: 'counter', attributesProcessors: [createAllowListAttributesProcessor(['a'])] }],
  [
    {
      instrumentType: InstrumentType.HISTOGRAM,
      aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM },
    },
  ],
  [
    {
      instrumentName: 'histogram',
      aggregation: {
        type: AggregationType.EXPONENTIAL_HISTOGRAM,
        options: { maxSize: 4, recordMinMax: false },
      },
    },
    { instrumentName: 'upDown', aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM } },
  ],
  [
    { instrumentName: 'counter', name: 'renamed', description: 'by the view' },
    {
      instrumentName: 'counter',
      name: 'again',
      attributesProcessors: [createDenyListAttributesProcessor(['a', 'b'])],
    },
    { instrumentName: 'observedGauge', name: 'temperature' },
  ],
  [
    { instrumentName: 'histogram', aggregation: { type: AggregationType.SUM } },
    { instrumentName: 'gauge', aggregation: { type: AggregationType.SUM } },
    { instrumentName: 'boundaries', aggregation: { type: AggregationType.LAST_VALUE } },
    { instrumentName: 'observedCounter', aggregation: { type: AggregationType.LAST_VALUE } },
    { instrumentName: 'observedGauge', aggregation: { type: AggregationType.SUM } },
  ],
  [
    { instrumentName: 'c*', aggregation: { type: AggregationType.DROP } },
    {
      instrumentName: 'upDown',
      aggregation: {
        type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM,
        options: { boundaries: [-100, -1, 0, 1, 100], recordMinMax: false },
      },
    },
    {
      meterName: 'differential',
      instrumentType: InstrumentType.HISTOGRAM,
      aggregation: { type: AggregationType.DEFAULT },
    },
  ],
]

const temporalities = fc.array(
  fc.constantFrom(AggregationTemporality.CUMULATIVE, AggregationTemporality.DELTA),
  { minLength: 1, maxLength: 3 },
)

/** Calls of all kinds, and collections by several readers in any order. */
export const scenario: fc.Arbitrary<Scenario> = temporalities.chain((chosen) => {
  const collect = fc.record({
    do: fc.constant('collect' as const),
    reader: fc.nat({ max: chosen.length - 1 }),
  })
  return fc.record({
    views: fc.constantFrom(...VIEWS),
    temporalities: fc.constant(chosen),
    steps: fc
      .array(
        fc.oneof(
          { weight: 8, arbitrary: record },
          { weight: 1, arbitrary: observe },
          { weight: 2, arbitrary: collect },
        ),
        {
          maxLength: 80,
          size: 'max',
        },
      )
      .map((steps) => [...steps, ...chosen.map((_, reader) => ({ do: 'collect' as const, reader }))]),
  })
})

/** More attribute sets than the limit, all within one interval. */
export const overflowing: fc.Arbitrary<Scenario> = fc.record({
  views: fc
    .integer({ min: 1, max: 5 })
    .map((limit) => [{ instrumentName: '*', aggregationCardinalityLimit: limit }]),
  temporalities: temporalities,
  steps: fc
    .array(record, { maxLength: 60, size: 'max' })
    .map((steps) => [...steps, { do: 'collect' as const, reader: 0 }]),
})
