import type { Attributes, ObservableResult } from '@opentelemetry/api'
import {
  type DropAttributeReason,
  type DropReason,
  droppedAttributes,
  droppedMeasurements,
  swallowedErrors,
} from '../guard/index.ts'
import type { BoundMeterProvider } from '../instruments/index.ts'

/** Every reason has its series from the start: an increase from nothing to the first drop would not be seen. */
const noMeasurements: Readonly<Record<DropReason, number>> = {
  not_a_number: 0,
  infinite: 0,
  negative: 0,
  not_started: 0,
}
const noAttributes: Readonly<Record<DropAttributeReason, number>> = {
  invalid_value: 0,
  unreadable: 0,
  unknown_label: 0,
}

/** Where errors of the application's own hooks and callbacks are caught. */
const noErrors: Readonly<Record<string, number>> = {
  'attributes processor': 0,
  'gauge observer': 0,
  'label normaliser': 0,
  'observable callback': 0,
  'operation observer': 0,
}

/** What an observable instrument tells. */
export type Figures = Iterable<readonly [attributes: Attributes, value: number]>

/**
 * What spanmeter tells of itself, under the scope `spanmeter`: measurements and attributes dropped, errors swallowed,
 * series per instrument and measurements that overflowed. Read at collection; nothing is kept for it.
 */
export function createSelfMetrics(provider: BoundMeterProvider): void {
  const meter = provider.getMeter('spanmeter')
  const count = (name: string, description: string, figures: () => Figures) =>
    meter.createObservableCounter(name, { description }).addCallback(observing(figures))
  count('spanmeter_dropped_measurements_total', 'Measurements that were not recorded', () =>
    labelled('reason', new Map([...Object.entries(noMeasurements), ...droppedMeasurements()])),
  )
  count('spanmeter_dropped_attributes_total', 'Attributes that were left off a measurement', () =>
    labelled('reason', new Map([...Object.entries(noAttributes), ...droppedAttributes()])),
  )
  count(
    'spanmeter_swallowed_errors_total',
    'Errors of telemetry code that were kept from the application',
    () => labelled('site', new Map([...Object.entries(noErrors), ...swallowedErrors()])),
  )
  count(
    'spanmeter_overflowed_measurements_total',
    'Measurements that went to the overflow series, past the limit of series',
    () => perInstrument(provider, ({ overflowed }) => overflowed),
  )
  meter
    .createObservableGauge('spanmeter_series', { description: 'Live series of an instrument' })
    .addCallback(observing(() => perInstrument(provider, ({ series }) => series)))
}

/** The callback that tells these figures. */
export function observing(figures: () => Figures) {
  return (result: ObservableResult) => {
    for (const [attributes, value] of figures()) result.observe(value, attributes)
  }
}

function* labelled(label: string, counts: ReadonlyMap<string, number>): Figures {
  for (const [value, count] of counts) yield [{ [label]: value }, count]
}

/** Instruments of several scopes may share a name: they are told together. */
function perInstrument(
  provider: BoundMeterProvider,
  figure: (count: ReturnType<BoundMeterProvider['seriesCounts']>[number]) => number,
): Figures {
  const sums = new Map<string, number>()
  for (const count of provider.seriesCounts()) {
    sums.set(count.instrument, (sums.get(count.instrument) ?? 0) + figure(count))
  }
  return labelled('instrument', sums)
}
