import {
  CumulativeTemporalitySelector,
  DeltaTemporalitySelector,
  LowMemoryTemporalitySelector,
} from '@opentelemetry/exporter-metrics-otlp-http'
import { InstrumentType } from '@opentelemetry/sdk-metrics'
import { expect, test } from 'vitest'
import { temporalityOf } from '../../src/otlp/temporality.ts'

test.each([
  ['cumulative', CumulativeTemporalitySelector],
  ['delta', DeltaTemporalitySelector],
  ['lowmemory', LowMemoryTemporalitySelector],
] as const)(
  'under %s every instrument has the temporality that the official exporter selects',
  (name, official) => {
    for (const type of Object.values(InstrumentType)) expect(temporalityOf(name, type)).toBe(official(type))
  },
)
