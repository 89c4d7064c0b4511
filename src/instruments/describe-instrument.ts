import { describe, swallow, warn } from '../guard/index.ts'
import { type Descriptor, type InstrumentOptions, InstrumentType } from './instrument.ts'
import { duration } from './provider-options.ts'

const NAME = /^[a-z][a-z0-9_.\-/]{0,254}$/i

/**
 * The descriptor of an instrument, whatever was handed over. A name outside the specification's syntax is warned of and
 * used all the same, as the official SDK does.
 */
export function describeInstrument(
  name: unknown,
  type: InstrumentType,
  given: InstrumentOptions,
): Descriptor {
  const text = typeof name === 'string' ? name : describe(name)
  if (!NAME.test(text)) {
    warn(
      `${JSON.stringify(text)} is no valid instrument name: it must begin with a letter, and hold at most 255 letters, digits, and _ . - / in all.`,
    )
  }
  const options = readOptions(given)
  return {
    name: text,
    type,
    description: typeof options.description === 'string' ? options.description : '',
    unit: typeof options.unit === 'string' ? options.unit : '',
    valueType: options.valueType === 0 ? 0 : 1,
    boundaries: type === InstrumentType.HISTOGRAM ? options.advice?.explicitBucketBoundaries : undefined,
    idleMillis: duration(`idleMillis of ${text}`, options.idleMillis),
  }
}

function readOptions(given: InstrumentOptions): InstrumentOptions {
  try {
    return { ...given, advice: { ...given.advice } }
  } catch (error) {
    swallow('instrument options', error)
    return {}
  }
}
