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
    boundaries: type === InstrumentType.HISTOGRAM ? readBoundaries(options, text) : undefined,
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

/** A copy, since whoever made the array may change it, or have it throw. */
function readBoundaries({ advice }: InstrumentOptions, name: string): readonly number[] | undefined {
  // JavaScript callers may hand over anything.
  const given: unknown = advice?.explicitBucketBoundaries ?? undefined
  if (given === undefined) return undefined
  try {
    const copy: unknown[] | undefined = Array.isArray(given) ? [...given] : undefined
    if (copy?.every((bound) => typeof bound === 'number' && !Number.isNaN(bound))) return copy as number[]
  } catch (error) {
    swallow('instrument options', error)
  }
  warn(`The bucket boundaries of ${name} must be an array of numbers; the default boundaries are used.`)
  return undefined
}
