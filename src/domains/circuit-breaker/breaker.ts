import type { DomainParts } from '../../catalog/index.ts'
import { swallow } from '../../guard/index.ts'
import { watchFailure } from '../watch-failure.ts'
import type { CircuitBreakerMetrics, CircuitBreakerOperations } from './catalog.ts'

/** States of a circuit breaker; the gauge has them as 0, 1 and 2. */
export type BreakerState = 'closed' | 'open' | 'half_open'
/** How a call through a breaker ended. */
export type CallResult = 'success' | 'failure' | 'rejected'

export type BreakerParts = DomainParts<CircuitBreakerMetrics, CircuitBreakerOperations>

/** How `run` judges an error. */
export interface RunThroughOptions {
  /**
   * Whether the breaker refused the call, so that the service was never asked. Default: the errors that opossum
   * (`EOPENBREAKER`) and cockatiel (`BrokenCircuitError`, `IsolatedCircuitError`) reject with, and `CircuitBreakerOpen`.
   */
  readonly isRejected?: (error: unknown) => boolean
}

/**
 * What the circuit breaker meter has once the label `service` is bound. It holds no state machine: it is told what
 * the application's breaker does, and keeps the series in step with each other.
 */
export interface BreakerMethods {
  /** The state last told; `closed` at first. */
  readonly current: BreakerState
  /** Enters a state: state gauge, state series and transition change together. The state that it is in changes nothing. */
  transition(to: BreakerState): void
  /**
   * Counts one call that the application runs itself. A failure adds to `failures`, which counts those since the
   * breaker last closed, or its window began.
   */
  call(result: CallResult): void
  /** The breaker's counting window began anew: `failures` is 0 again. */
  windowStarted(): void
  /**
   * Runs a call through the breaker: one span, and one count of success, failure or rejection. What `work` returns or
   * throws comes back untouched. A call that is called off (an `AbortError`) is a failure, as it is to breakers; its
   * span is none.
   *
   * @example
   * await payments.run(() => breaker.fire(order))
   */
  run<T>(work: () => T, options?: RunThroughOptions): T
}

const stateNumbers = { closed: 0, open: 1, half_open: 2 } as const
const states: readonly BreakerState[] = ['closed', 'open', 'half_open']

export function breakerMethods({ metrics, operations, bound }: BreakerParts): BreakerMethods {
  let current: BreakerState = 'closed'
  let failures = 0

  const enter = (to: BreakerState): void => {
    current = to
    metrics.state.record(stateNumbers[to], {})
    for (const state of states) metrics.inState.record(state === to ? 1 : 0, { state })
  }
  const failuresAre = (count: number): void => {
    failures = count
    metrics.failures.record(count, {})
  }
  const count = (result: CallResult): void => {
    if (result === 'failure') failuresAre(failures + 1)
  }

  if (bound.service !== undefined) {
    enter('closed')
    failuresAre(0)
  }
  return {
    get current() {
      return current
    },
    transition(to) {
      if (to === current || !states.includes(to)) return
      metrics.transitions.add(1, { from_state: current, to_state: to })
      enter(to)
      if (to === 'closed') failuresAre(0)
    },
    call(result) {
      metrics.calls.add(1, { result })
      count(result)
    },
    windowStarted: () => failuresAre(0),
    run: (work, options) =>
      operations.protectedCall({}, {}, (operation) =>
        watchFailure(work, (error) => {
          const result = judge(error, options)
          operation.set({ result })
          count(result)
        }),
      ),
  }
}

function judge(error: unknown, options: RunThroughOptions | undefined): CallResult {
  try {
    const isRejected = options?.isRejected ?? isOpenError
    return isRejected(error) ? 'rejected' : 'failure'
  } catch (failure) {
    swallow('breaker isRejected', failure)
    return 'failure'
  }
}

const openErrors = new Set<unknown>([
  'EOPENBREAKER',
  'BrokenCircuitError',
  'IsolatedCircuitError',
  'CircuitBreakerOpen',
  'CircuitBreakerOpenError',
])

function isOpenError(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false
  const code = 'code' in error ? error.code : undefined
  const name = 'name' in error ? error.name : undefined
  return openErrors.has(code) || openErrors.has(name)
}
