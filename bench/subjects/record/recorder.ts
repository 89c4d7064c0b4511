import type { Plan } from '../../workload/index.ts'

/** How one library does one kind of record. */
export interface Recorder {
  /** Records entries `0` to `count - 1` of the plan, which repeats. The only code that is timed. */
  run(count: number): void
  /** Both readers collect: how many records each has seen since the start. */
  collect(): Promise<readonly number[]>
}

/**
 * - `bound`: the series is resolved beforehand, by a bound instrument or child, or (where there is none) by attribute
 *   objects that are made once;
 * - `two`, `three`: so many labels in an object literal at the call, on a metric that declares its labels;
 * - `generic`: an attribute literal at the call, `generic-reused`: attribute objects made once, on an instrument that
 *   declares nothing.
 */
export type Labelling = 'bound' | 'two' | 'three' | 'generic' | 'generic-reused'

export interface RecordParameters {
  readonly instrument: 'counter' | 'histogram'
  readonly labelling: Labelling
}

export type CreateRecorder = (parameters: RecordParameters, plan: Plan) => Promise<Recorder>

/** For combinations that a benchmark never asks a library for. */
export function unsupported(library: string, { instrument, labelling }: RecordParameters): Error {
  return new Error(`There is no ${labelling} ${instrument} benchmark for ${library}.`)
}
