import {
  ATTR_DB_COLLECTION_NAME,
  ATTR_DB_NAMESPACE,
  ATTR_DB_OPERATION_NAME,
  ATTR_DB_QUERY_TEXT,
} from '@opentelemetry/semantic-conventions'
import type { Catalog } from '../../catalog/index.ts'
import { querySeconds } from '../buckets.ts'
import { dbClientOperationDuration } from '../semconv.ts'
import { errorType } from '../shared-labels.ts'

export const databaseCatalog = {
  name: 'database',
  labels: {
    query_type: {
      bound: 20,
      normalise: (value) => String(value).trim().toLowerCase(),
      description: 'What the statement does, in lower case: `select`, `insert`, `update`',
      semconv: ATTR_DB_OPERATION_NAME,
    },
    table: { bound: 50, description: 'Table or collection', semconv: ATTR_DB_COLLECTION_NAME },
    error_type: errorType,
    state: { values: ['active', 'idle'], description: 'Whether the pooled connection is in use' },
  },
  metrics: {
    queryDuration: {
      type: 'histogram',
      unit: 's',
      labels: ['query_type', 'table'],
      buckets: querySeconds,
      description: 'Query duration',
      semconv: 'db.client.operation.duration',
    },
    connections: {
      type: 'gauge',
      labels: ['state'],
      description: 'Active/idle connections',
      semconv: 'db.client.connection.count',
    },
    queryErrors: {
      type: 'counter',
      labels: ['query_type', 'error_type'],
      description: 'Query errors',
      semconv: 'db.client.operation.duration',
    },
  },
  operations: {
    query: {
      span: {
        kind: 'client',
        // As the semantic conventions have it: what is done, and to what.
        name: ({ query_type, table }) => `${query_type} ${table}`,
        attributes: { sql: ATTR_DB_QUERY_TEXT, database: ATTR_DB_NAMESPACE },
      },
      labels: ['query_type', 'table'],
      metrics: [
        { metric: 'queryDuration', measure: 'duration' },
        { metric: 'queryErrors', measure: 'count', on: 'failure' },
      ],
      semconv: [{ metric: dbClientOperationDuration, measure: 'duration' }],
    },
  },
} as const satisfies Catalog

// Interfaces, so that editors and declarations show a name and not the data.
type Data = typeof databaseCatalog
/** The labels of the database domain. */
export interface DatabaseLabels extends Pick<Data['labels'], keyof Data['labels']> {}
/** The metrics of the database domain. */
export interface DatabaseMetrics extends Pick<Data['metrics'], keyof Data['metrics']> {}
/** The operations of the database domain. */
export interface DatabaseOperations extends Pick<Data['operations'], keyof Data['operations']> {}
