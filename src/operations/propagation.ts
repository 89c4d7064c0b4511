import {
  type Context,
  context,
  propagation,
  ROOT_CONTEXT,
  type TextMapGetter,
  type TextMapSetter,
} from '@opentelemetry/api'
import { swallow } from '../guard/index.ts'
import { activeContext } from './run-in-context.ts'

/** What carries a trace between processes: a header object, or anything with `get` and `set` (`Headers`, `Map`). */
export type Carrier = object

interface Keyed {
  get(key: string): unknown
  set(key: string, value: string): unknown
}

const getter: TextMapGetter<Carrier> = {
  keys: (carrier) => (isIterableOfKeys(carrier) ? [...carrier.keys()].map(String) : Object.keys(carrier)),
  get(carrier, key) {
    // A header object has any keys; which of them is there is what this asks.
    const value = isKeyed(carrier) ? carrier.get(key) : (carrier as Record<string, unknown>)[key]
    return Array.isArray(value)
      ? value.map(text)
      : value === undefined || value === null
        ? undefined
        : text(value)
  },
}

const setter: TextMapSetter<Carrier> = {
  set(carrier, key, value) {
    if (isKeyed(carrier)) carrier.set(key, value)
    else Object.defineProperty(carrier, key, { value, writable: true, enumerable: true, configurable: true })
  },
}

/**
 * Writes the trace of a context (default: the active one) into a carrier, by the propagators that the application has
 * registered: `traceparent`, `tracestate`, `baggage` with the usual ones. Never throws.
 *
 * @returns the carrier
 *
 * @example
 * await queue.send({ headers: inject({}), body })
 */
export function inject<C extends Carrier>(carrier: C, from?: Context): C {
  try {
    propagation.inject(from ?? context.active(), carrier, setter)
  } catch (error) {
    swallow('propagator', error)
  }
  return carrier
}

/**
 * The context that a carrier brings, on top of `onto` (default: the active one): give it to an operation as `parent`.
 * Reads header objects, lists of values, bytes, `Headers` and `Map`. Never throws: what cannot be read is no trace.
 *
 * @example
 * consumed.run({ queue }, () => handle(message), { parent: extract(message.headers) })
 */
export function extract(carrier: Carrier, onto?: Context): Context {
  const base = onto ?? activeContext() ?? ROOT_CONTEXT
  try {
    return propagation.extract(base, carrier, getter)
  } catch (error) {
    swallow('propagator', error)
    return base
  }
}

function text(value: unknown): string {
  return value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : String(value)
}

function isKeyed(carrier: Carrier): carrier is Keyed {
  return (
    'get' in carrier &&
    typeof carrier.get === 'function' &&
    'set' in carrier &&
    typeof carrier.set === 'function'
  )
}

function isIterableOfKeys(carrier: Carrier): carrier is { keys(): Iterable<unknown> } {
  return isKeyed(carrier) && 'keys' in carrier && typeof carrier.keys === 'function'
}
