import { trace } from '@opentelemetry/api'
import {
  type Domain,
  type DomainParts,
  defineDomain,
  type Exact,
  type MethodsKind,
  methodsByBinding,
  type NoOperations,
} from '../../catalog/index.ts'
import { describe, swallow } from '../../guard/index.ts'
import { errorTypeOf } from '../../operations/index.ts'
import { watchFailure } from '../watch-failure.ts'
import { errorsAlerts } from './alerts.ts'
import { type ErrorsLabels, type ErrorsMetrics, errorsCatalog } from './catalog.ts'
import { errorsPanels } from './panels.ts'

type Parts = DomainParts<ErrorsMetrics, NoOperations>

/** How bad an error is. */
export type Severity = 'warning' | 'error' | 'critical'

/** Where an error belongs. */
export interface ErrorLabels {
  readonly module: string
  /** Default `error`. */
  readonly severity?: Severity
  /** Default: the class of the error, the same as the span's `error.type`. */
  readonly error_type?: string
}

/** What the errors meter has beyond its metrics. `L` is what is left to give once labels are bound. */
export interface ErrorsMethods<L> {
  /**
   * Counts an error that was handled, and adds it to the active span as an exception event. The span's status stays:
   * a handled error fails nothing. Never throws.
   * @example
   * shop.errors.record({ module: 'checkout', severity: 'warning' }, error)
   */
  record<Given extends L>(labels: Exact<L, Given>, error: unknown): void
  /**
   * Runs `work`; what it throws, or its promise is rejected with, is recorded and rethrown untouched.
   * @example
   * await shop.errors.capture({ module: 'checkout' }, () => placeOrder(cart))
   */
  capture<T, Given extends L>(labels: Exact<L, Given>, work: () => T): T
}

/** The methods of the errors meter, which ask for what is not bound. */
export interface ErrorsKind extends MethodsKind {
  readonly methods: ErrorsMethods<Omit<ErrorLabels, this['bound']>>
}

function errorsMethods({ metrics, bound }: Parts): ErrorsMethods<Partial<ErrorLabels>> {
  const record = (labels: Partial<ErrorLabels>, error: unknown): void => {
    try {
      const given = labels ?? {}
      const severity = bound.severity === undefined && { severity: given.severity ?? 'error' }
      const error_type = bound.error_type === undefined && {
        error_type: given.error_type ?? errorTypeOf(error),
      }
      metrics.errors.add(1, { ...given, ...severity, ...error_type })
      trace.getActiveSpan()?.recordException(error instanceof Error ? error : { message: describe(error) })
    } catch (failure) {
      swallow('errors.record', failure)
    }
  }
  return {
    record,
    capture(labels, work) {
      return watchFailure(work, (error) => record(labels, error))
    },
  }
}

/**
 * Errors by the part of the application that they belong to: also those that no operation saw, or that were handled.
 *
 * @example
 * shop.errors.record({ module: 'checkout', severity: 'warning' }, error)
 */
export const errors: Domain<ErrorsLabels, ErrorsMetrics, NoOperations, ErrorsKind> = defineDomain(
  errorsCatalog,
  {
    methods: methodsByBinding<ErrorsKind, Parts>(errorsMethods),
    panels: errorsPanels,
    alerts: errorsAlerts,
  },
)
