import { warn } from './guard.ts'

/**
 * Why a measurement was not recorded.
 *
 * - `not_a_number`: the value was no number, or was `NaN`;
 * - `infinite`: the value was infinite;
 * - `negative`: a counter or histogram was given a negative value;
 * - `not_started`: a domain meter recorded before there was a meter provider;
 */
export type DropReason = 'not_a_number' | 'infinite' | 'negative' | 'not_started'

const dropped = new Map<DropReason, number>()

/** Counts a measurement that is lost, and warns once per reason, naming the first one that was hit. */
export function dropMeasurement(reason: DropReason, instrument: string): void {
  const count = (dropped.get(reason) ?? 0) + 1
  dropped.set(reason, count)
  if (count === 1) {
    warn(
      `A measurement of ${instrument} was dropped (${reason}). Later ones are counted in spanmeter_dropped_measurements_total.`,
    )
  }
}

/** How many measurements were dropped since the process began, by reason. */
export function droppedMeasurements(): ReadonlyMap<DropReason, number> {
  return dropped
}

/**
 * Why an attribute or label was left off a measurement that was otherwise recorded.
 *
 * - `invalid_value`: not a string, number, boolean or array of those (a BigInt, an object, a function);
 * - `unreadable`: reading it threw;
 * - `unknown_label`: the metric declares no label of this name;
 */
export type DropAttributeReason = 'invalid_value' | 'unreadable' | 'unknown_label'

const droppedAttributeCounts = new Map<DropAttributeReason, number>()

/** Counts an attribute that was left off, and warns once per reason. The measurement itself is kept. */
export function dropAttribute(reason: DropAttributeReason, instrument: string, key: string): void {
  const count = (droppedAttributeCounts.get(reason) ?? 0) + 1
  droppedAttributeCounts.set(reason, count)
  if (count === 1) {
    warn(
      `The attribute ${JSON.stringify(key)} of ${instrument} was left off (${reason}). Later ones are counted in spanmeter_dropped_attributes_total.`,
    )
  }
}

/** How many attributes were left off since the process began, by reason. */
export function droppedAttributes(): ReadonlyMap<DropAttributeReason, number> {
  return droppedAttributeCounts
}
