import {
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_HTTP_ROUTE,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
  ATTR_URL_FULL,
  ATTR_URL_PATH,
  ATTR_URL_SCHEME,
} from '@opentelemetry/semantic-conventions'
import type { Catalog } from '../../catalog/index.ts'
import { bodyBytes, requestSeconds } from '../buckets.ts'
import { knownMethod } from '../http-method.ts'
import {
  httpClientRequestDuration,
  httpServerRequestBodySize,
  httpServerRequestDuration,
  httpServerResponseBodySize,
} from '../semconv.ts'
import {
  clientError,
  methodAttributes,
  routeAttributes,
  serverError,
  serverSpanName,
  statusOf,
} from './facts.ts'

export const httpCatalog = {
  name: 'http',
  labels: {
    method: {
      bound: 10,
      normalise: knownMethod,
      description: 'Request method in upper case; `_OTHER` when HTTP does not know it',
      semconv: ATTR_HTTP_REQUEST_METHOD,
      onSpan: methodAttributes,
    },
    path: {
      bound: 50,
      description: 'Matched route, as declared: `/products/:id`; `unmatched` when there is none',
      semconv: ATTR_HTTP_ROUTE,
      onSpan: routeAttributes,
    },
    status: { bound: 20, description: 'Status code', semconv: ATTR_HTTP_RESPONSE_STATUS_CODE },
  },
  metrics: {
    requestsByEndpoint: {
      type: 'counter',
      labels: ['method', 'path', 'status'],
      as: { path: 'endpoint' },
      description: 'Requests by endpoint',
      semconv: 'http.server.request.duration',
    },
    requestSize: {
      type: 'histogram',
      unit: 'By',
      labels: ['method', 'path'],
      as: { path: 'endpoint' },
      buckets: bodyBytes,
      description: 'Request size',
      semconv: 'http.server.request.body.size',
    },
    responseSize: {
      type: 'histogram',
      unit: 'By',
      labels: ['method', 'path'],
      as: { path: 'endpoint' },
      buckets: bodyBytes,
      description: 'Response size',
      semconv: 'http.server.response.body.size',
    },
    activeConnections: { type: 'gauge', description: 'Active connections' },
    requests: {
      type: 'counter',
      labels: ['method', 'path', 'status'],
      description: 'Total HTTP requests',
      semconv: 'http.server.request.duration',
    },
    requestDuration: {
      type: 'histogram',
      unit: 's',
      labels: ['method', 'path'],
      buckets: requestSeconds,
      description: 'HTTP request latency',
      semconv: 'http.server.request.duration',
    },
    websocketConnections: {
      type: 'gauge',
      name: 'websocket_connections_active',
      description: 'Active WebSocket connections',
      emit: false,
    },
    uploadBytes: {
      type: 'counter',
      unit: 'By',
      name: 'upload',
      description: 'Total bytes uploaded',
      semconv: 'http.server.request.body.size',
      emit: false,
    },
  },
  operations: {
    server: {
      span: {
        kind: 'server',
        name: serverSpanName,
        attributes: {
          url_path: ATTR_URL_PATH,
          url_scheme: ATTR_URL_SCHEME,
          server_address: ATTR_SERVER_ADDRESS,
          server_port: ATTR_SERVER_PORT,
          request_size: 'http.request.body.size',
          response_size: 'http.response.body.size',
        },
      },
      labels: ['method'],
      later: ['path', 'status'],
      end: { path: () => 'unmatched', status: statusOf },
      failure: serverError,
      propagate: 'extract',
      metrics: [
        { metric: 'requests', measure: 'count' },
        { metric: 'requestsByEndpoint', measure: 'count' },
        { metric: 'requestDuration', measure: 'duration' },
        { metric: 'requestSize', measure: { value: 'request_size' } },
        { metric: 'responseSize', measure: { value: 'response_size' } },
      ],
      semconv: [
        { metric: httpServerRequestDuration, measure: 'duration' },
        { metric: httpServerRequestBodySize, measure: { value: 'request_size' } },
        { metric: httpServerResponseBodySize, measure: { value: 'response_size' } },
      ],
    },
    client: {
      span: {
        kind: 'client',
        name: ({ method }) => String(knownMethod(method)),
        attributes: {
          url: ATTR_URL_FULL,
          server_address: ATTR_SERVER_ADDRESS,
          server_port: ATTR_SERVER_PORT,
        },
      },
      labels: ['method'],
      later: ['status'],
      failure: clientError,
      propagate: 'inject',
      semconv: [{ metric: httpClientRequestDuration, measure: 'duration' }],
    },
  },
} as const satisfies Catalog

// Interfaces, so that editors and declarations show a name and not the data.
type Data = typeof httpCatalog
/** The labels of the HTTP domain. */
export interface HttpLabels extends Pick<Data['labels'], keyof Data['labels']> {}
/** The metrics of the HTTP domain. */
export interface HttpMetrics extends Pick<Data['metrics'], keyof Data['metrics']> {}
/** The operations of the HTTP domain. */
export interface HttpOperations extends Pick<Data['operations'], keyof Data['operations']> {}
