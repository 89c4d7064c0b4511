import * as sdk from '@opentelemetry/sdk-metrics'
import { expect, expectTypeOf, test } from 'vitest'
import {
  AggregationType,
  type InstrumentReader,
  InstrumentType,
  type ViewOptions,
} from '../../src/instruments/index.ts'

test('our enumerations have the values of the official ones', () => {
  expect(InstrumentType).toEqual({ ...sdk.InstrumentType })
  const numbers = Object.entries(sdk.AggregationType).filter(([, value]) => typeof value === 'number')
  expect(AggregationType).toEqual(Object.fromEntries(numbers))
})

test('views and readers of the official SDK can be handed to our provider', () => {
  expectTypeOf<sdk.ViewOptions>().toExtend<ViewOptions>()
  expectTypeOf<sdk.MetricReader>().toExtend<InstrumentReader>()
})
