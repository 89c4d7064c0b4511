import { type Domain, defineDomain, type MethodsKind, methodsByBinding } from '../../catalog/index.ts'
import { circuitBreakerAlerts } from './alerts.ts'
import { type BreakerMethods, type BreakerParts, breakerMethods } from './breaker.ts'
import {
  type CircuitBreakerLabels,
  type CircuitBreakerMetrics,
  type CircuitBreakerOperations,
  circuitBreakerCatalog,
} from './catalog.ts'
import { circuitBreakerPanels } from './panels.ts'

/** The methods of the circuit breaker meter: all of them once `service` is bound. */
export interface CircuitBreakerKind extends MethodsKind {
  readonly methods: 'service' extends this['bound'] ? BreakerMethods : unknown
}

/**
 * Circuit breakers, by the service that each protects. Bind `service`, then tell the meter of transitions and calls.
 *
 * @example
 * const payments = shop.circuitBreaker({ service: 'payments' })
 * breaker.on('open', () => payments.transition('open'))
 * await payments.run(() => breaker.fire(order))
 */
export const circuitBreaker: Domain<
  CircuitBreakerLabels,
  CircuitBreakerMetrics,
  CircuitBreakerOperations,
  CircuitBreakerKind
> = defineDomain(circuitBreakerCatalog, {
  methods: methodsByBinding<CircuitBreakerKind, BreakerParts>(breakerMethods),
  panels: circuitBreakerPanels,
  alerts: circuitBreakerAlerts,
})
