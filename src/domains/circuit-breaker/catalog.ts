import type { Catalog } from '../../catalog/index.ts'

const states = ['closed', 'open', 'half_open'] as const

export const circuitBreakerCatalog = {
  name: 'circuit_breaker',
  labels: {
    service: {
      bound: 50,
      description: 'The dependency that the breaker protects',
      semconv: 'server.service.name',
    },
    state: { values: states, description: 'State of the breaker' },
    from_state: { values: states, description: 'State that was left' },
    to_state: { values: states, description: 'State that was entered' },
    result: {
      values: ['success', 'failure', 'rejected'],
      description: 'How the call ended; `rejected` when the breaker let it not through',
    },
  },
  metrics: {
    state: {
      type: 'gauge',
      labels: ['service'],
      join: 'max',
      description: 'State (0=closed, 1=open, 2=half-open)',
    },
    inState: {
      type: 'gauge',
      labels: ['service', 'state'],
      join: 'max',
      description: 'Whether the breaker is in the state (1) or not (0)',
    },
    transitions: {
      type: 'counter',
      labels: ['service', 'from_state', 'to_state'],
      zero: [
        { from_state: 'closed', to_state: 'open' },
        { from_state: 'open', to_state: 'half_open' },
        { from_state: 'half_open', to_state: 'closed' },
        { from_state: 'half_open', to_state: 'open' },
      ],
      description: 'State transitions',
    },
    calls: {
      type: 'counter',
      labels: ['service', 'result'],
      description: 'Calls (success/failure/rejected)',
    },
    failures: { type: 'gauge', labels: ['service'], description: 'Current failure count' },
  },
  operations: {
    // Not `call`: the bound meter has a method of that name, and the unbound one has this.
    protectedCall: {
      name: 'circuit_breaker.call',
      labels: ['service'],
      later: ['result'],
      end: { result: ({ failed }) => (failed ? 'failure' : 'success') },
      metrics: [{ metric: 'calls', measure: 'count' }],
    },
  },
} as const satisfies Catalog

// Interfaces, so that editors and declarations show a name and not the data.
type Data = typeof circuitBreakerCatalog
/** The labels of the circuit breaker domain. */
export interface CircuitBreakerLabels extends Pick<Data['labels'], keyof Data['labels']> {}
/** The metrics of the circuit breaker domain. */
export interface CircuitBreakerMetrics extends Pick<Data['metrics'], keyof Data['metrics']> {}
/** The operations of the circuit breaker domain. */
export interface CircuitBreakerOperations extends Pick<Data['operations'], keyof Data['operations']> {}
