import type {
  BatchObservableCallback,
  BatchObservableResult,
  Observable,
  ObservableCallback,
} from '@opentelemetry/api'
import { swallow, warn } from '../guard/index.ts'
import { type CallbackRegistry, ObservableInstrument, ObservationBuffer } from './observable.ts'
import type { Observation } from './observations.ts'

/** One registered callback, for one instrument or a batch of them. */
interface Registration {
  readonly callback: ObservableCallback | BatchObservableCallback
  readonly instruments: ReadonlySet<ObservableInstrument>
  readonly batch: boolean
  /** An earlier run has timed out and not come back yet. */
  stuck: boolean
}

/** What the callbacks of one collection observed, and which of them failed. */
export interface CallbackResults {
  readonly observed: ReadonlyMap<ObservableInstrument, Observation[]>
  readonly errors: unknown[]
}

/** All callbacks of one meter. */
export class Callbacks implements CallbackRegistry {
  #registrations: readonly Registration[] = []

  add(callback: ObservableCallback, instrument: ObservableInstrument): void {
    this.#add(callback, new Set([instrument]), false)
  }

  remove(callback: ObservableCallback, instrument: ObservableInstrument): void {
    this.#remove(callback, new Set([instrument]), false)
  }

  addBatch(callback: BatchObservableCallback, observables: readonly Observable[]): void {
    this.#add(callback, ours(observables), true)
  }

  removeBatch(callback: BatchObservableCallback, observables: readonly Observable[]): void {
    this.#remove(callback, ours(observables), true)
  }

  /**
   * Runs every callback once. One that throws, rejects or takes longer than the timeout costs what it would have
   * observed, and yields an error; one that has hung since an earlier collection is not started a second time.
   */
  async run(timeoutMillis: number): Promise<CallbackResults> {
    const observed = new Map<ObservableInstrument, Observation[]>()
    const errors: unknown[] = []
    const running: Array<Promise<void>> = []
    for (const registration of this.#registrations) {
      const buffer = new ObservationBuffer()
      const succeed = () => merge(buffer, registration, observed)
      const fail = (error: unknown) => {
        buffer.seal()
        errors.push(error)
        report(error)
      }
      try {
        const result = start(registration, buffer)
        // Most callbacks are synchronous: they need no turn of the event loop.
        if (result === undefined) succeed()
        else running.push(withTimeout(result, registration, timeoutMillis).then(succeed, fail))
      } catch (error) {
        fail(error)
      }
    }
    if (running.length > 0) await Promise.all(running)
    return { observed, errors }
  }

  #add(
    callback: Registration['callback'],
    instruments: ReadonlySet<ObservableInstrument>,
    batch: boolean,
  ): void {
    if (typeof callback !== 'function' || instruments.size === 0) {
      warn(
        'A callback was not registered: it needs a function and observable instruments of this meter provider.',
      )
      return
    }
    if (this.#registrations.some((each) => isSame(each, callback, instruments, batch))) return
    this.#registrations = [...this.#registrations, { callback, instruments, batch, stuck: false }]
  }

  #remove(
    callback: Registration['callback'],
    instruments: ReadonlySet<ObservableInstrument>,
    batch: boolean,
  ): void {
    this.#registrations = this.#registrations.filter((each) => !isSame(each, callback, instruments, batch))
  }
}

function start(registration: Registration, buffer: ObservationBuffer): PromiseLike<void> | undefined {
  const { callback, instruments, batch, stuck } = registration
  const names = [...instruments].map((instrument) => instrument.descriptor.name).join(', ')
  if (stuck)
    throw new Error(
      `The callback of ${names} has not come back since an earlier collection; it is not run again.`,
    )
  const [first] = instruments
  // `batch` says which of the two kinds of callback it is; a callback that is not batched has exactly one instrument.
  const returned: unknown = batch
    ? (callback as BatchObservableCallback)(batchResult(buffer, instruments))
    : (callback as ObservableCallback)(buffer.resultFor(first as ObservableInstrument))
  if (typeof returned !== 'object' || returned === null) return undefined
  // Anything may have been returned; what has no `then` resolves at once.
  return Promise.resolve(returned as PromiseLike<void>)
}

function batchResult(
  buffer: ObservationBuffer,
  allowed: ReadonlySet<ObservableInstrument>,
): BatchObservableResult {
  return {
    observe: (instrument, value, attributes) => {
      // Observing what the callback was not registered for is ignored, as the specification says.
      if (instrument instanceof ObservableInstrument && allowed.has(instrument))
        buffer.take(instrument, value, attributes)
    },
  }
}

function merge(
  buffer: ObservationBuffer,
  registration: Registration,
  into: Map<ObservableInstrument, Observation[]>,
): void {
  buffer.seal()
  for (const instrument of registration.instruments) {
    const observations = buffer.observed.get(instrument)
    if (observations === undefined) continue
    const before = into.get(instrument)
    into.set(instrument, before === undefined ? observations : before.concat(observations))
  }
}

async function withTimeout(
  work: PromiseLike<void>,
  registration: Registration,
  millis: number,
): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      registration.stuck = true
      const names = [...registration.instruments].map((instrument) => instrument.descriptor.name).join(', ')
      reject(
        new Error(`The callback of ${names} did not come back within ${millis} ms; its metrics are missing.`),
      )
    }, millis)
  })
  const settled = Promise.resolve(work).finally(() => {
    registration.stuck = false
  })
  try {
    await Promise.race([settled, deadline])
  } finally {
    clearTimeout(timer)
  }
}

function report(error: unknown): void {
  swallow('observable callback', error)
}

function ours(observables: readonly Observable[]): Set<ObservableInstrument> {
  // JavaScript callers may hand over anything.
  return new Set(
    Array.isArray(observables) ? observables.filter((each) => each instanceof ObservableInstrument) : [],
  )
}

function isSame(
  registration: Registration,
  callback: Registration['callback'],
  instruments: ReadonlySet<ObservableInstrument>,
  batch: boolean,
): boolean {
  return (
    registration.callback === callback &&
    registration.batch === batch &&
    registration.instruments.size === instruments.size &&
    [...instruments].every((instrument) => registration.instruments.has(instrument))
  )
}
