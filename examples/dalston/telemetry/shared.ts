import { errors, eventBus, http } from 'spanmeter'

/** Events between processes. Whoever handles one is not told apart; publishing is a span only. */
export const events = eventBus.with({
  subsystem: 'orchestrator',
  only: ['dispatched'],
  labels: { handler: false },
  metrics: { dispatched: { name: 'events_processed', description: 'Redis events processed' } },
})

/** Errors that were logged, by the process that logged them. */
export const componentErrors = errors.with({
  subsystem: '',
  only: ['errors'],
  labels: { module: 'component', severity: false },
  metrics: { errors: { description: 'Errors by component' } },
  exceptions: [{ rule: 'no-subsystem', reason: 'Every process has errors; the label says which.' }],
})

/** Requests between processes: spans that carry the trace on, and no metrics. */
export const internalHttp = http.with({ only: [] })
