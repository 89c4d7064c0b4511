import type { Attributes, Context } from '@opentelemetry/api'
import type { AggregationOption } from './aggregation.ts'
import type { Descriptor } from './instrument.ts'

/** Takes attributes off (or changes them) before they decide about the series; must not change what it is given. */
export interface AttributesProcessor {
  process(incoming: Attributes, context?: Context): Attributes
}

/**
 * Selects instruments and changes what becomes of them, in the shape of the official SDK's `ViewOptions`.
 *
 * All criteria that are given must be met, and at least one must be given. Several views that select one instrument
 * each yield a metric stream. Follows "View" of the metrics SDK specification.
 *
 * @example
 * { instrumentName: 'http.*', attributesProcessors: [createAllowListAttributesProcessor(['http.route'])] }
 */
export interface ViewOptions {
  /** The stream's name; needs an `instrumentName` without wildcards, so that no two streams share it. */
  readonly name?: string
  readonly description?: string
  /** Applied in order. */
  readonly attributesProcessors?: readonly AttributesProcessor[]
  readonly aggregation?: AggregationOption
  /** How many series the stream may have, the overflow series included. */
  readonly aggregationCardinalityLimit?: number
  /** One of `InstrumentType`. */
  readonly instrumentType?: string
  /** In any case; `*` stands for any characters, `?` for one. */
  readonly instrumentName?: string
  readonly instrumentUnit?: string
  readonly meterName?: string
  readonly meterVersion?: string
  readonly meterSchemaUrl?: string
}

/** What instruments are selected by besides themselves. */
export interface ScopeKey {
  readonly name: string
  readonly version: string
  readonly schemaUrl?: string
}

/** A view that was checked. */
export interface View {
  readonly options: ViewOptions
  selects(instrument: Descriptor, scope: ScopeKey): boolean
}

/**
 * @throws {Error} when there is no criterion, or a name for what may be several instruments
 */
export function createView(options: ViewOptions): View {
  const { instrumentName, instrumentType, instrumentUnit, meterName, meterVersion, meterSchemaUrl } = options
  const criteria = [instrumentName, instrumentType, instrumentUnit, meterName, meterVersion, meterSchemaUrl]
  if (criteria.every((criterion) => criterion === undefined || criterion === null)) {
    throw new Error('A view selects nothing: give it at least an instrumentName or a meterName.')
  }
  if (options.name !== undefined && (instrumentName === undefined || /[*?]/.test(instrumentName))) {
    throw new Error(
      `The view named ${JSON.stringify(options.name)} may select several instruments, which would then share that name: give it an instrumentName without * and ?.`,
    )
  }
  const name = instrumentName === undefined ? undefined : namePattern(instrumentName)
  return {
    options,
    selects: (instrument, scope) =>
      (name === undefined || name.test(instrument.name)) &&
      (instrumentType === undefined || instrumentType === instrument.type) &&
      (instrumentUnit === undefined || instrumentUnit === instrument.unit) &&
      (meterName === undefined || meterName === scope.name) &&
      (meterVersion === undefined || meterVersion === scope.version) &&
      (meterSchemaUrl === undefined || meterSchemaUrl === scope.schemaUrl),
  }
}

function namePattern(name: string): RegExp {
  const escaped = name.replace(/[\\^$.+()[\]{}|]/g, '\\$&')
  return new RegExp(`^${escaped.replace(/\*/g, '.*').replace(/\?/g, '.')}$`, 'is')
}
