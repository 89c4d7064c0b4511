import type { Catalog } from '../../catalog/index.ts'
import { requestSeconds } from '../buckets.ts'
import { errorType, tenantId } from '../shared-labels.ts'

export const spansCatalog = {
  name: 'spans',
  subsystem: '',
  labels: {
    operation: { bound: 100, description: 'Declared name of the operation: `database.query`' },
    tenant_id: tenantId,
    error_type: errorType,
  },
  metrics: {
    spansCreated: {
      type: 'counter',
      labels: ['operation', 'tenant_id'],
      description: 'Total spans created',
      semconv: 'otel.sdk.span.started',
    },
    spanDuration: {
      type: 'histogram',
      unit: 's',
      labels: ['operation'],
      buckets: requestSeconds,
      description: 'Span duration',
    },
    spansWithErrors: {
      type: 'counter',
      labels: ['operation', 'error_type'],
      description: 'Spans with errors',
    },
  },
  exceptions: [
    {
      rule: 'no-subsystem',
      reason: 'The metrics speak of every operation of the system, whatever its domain.',
    },
  ],
} as const satisfies Catalog

// Interfaces, so that editors and declarations show a name and not the data.
type Data = typeof spansCatalog
/** The labels of the spans domain. */
export interface SpansLabels extends Pick<Data['labels'], keyof Data['labels']> {}
/** The metrics of the spans domain. */
export interface SpansMetrics extends Pick<Data['metrics'], keyof Data['metrics']> {}
