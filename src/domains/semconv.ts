import {
  ATTR_DB_COLLECTION_NAME,
  ATTR_DB_NAMESPACE,
  ATTR_DB_OPERATION_NAME,
  ATTR_DB_SYSTEM_NAME,
  ATTR_ERROR_TYPE,
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_HTTP_ROUTE,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
  ATTR_URL_SCHEME,
  METRIC_DB_CLIENT_OPERATION_DURATION,
  METRIC_HTTP_CLIENT_REQUEST_DURATION,
  METRIC_HTTP_SERVER_REQUEST_DURATION,
} from '@opentelemetry/semantic-conventions'
import type { SemconvLevel, SemconvMetric } from '../catalog/index.ts'
import { bodyBytes, querySeconds, requestSeconds } from './buckets.ts'

// Names without a constant are not stable yet: the package tells to copy them.

const server = { [ATTR_SERVER_ADDRESS]: 'string', [ATTR_SERVER_PORT]: 'int' } as const

const request = {
  [ATTR_HTTP_REQUEST_METHOD]: 'string',
  [ATTR_HTTP_RESPONSE_STATUS_CODE]: 'int',
  [ATTR_ERROR_TYPE]: 'string',
} as const

const served = { ...request, [ATTR_HTTP_ROUTE]: 'string', [ATTR_URL_SCHEME]: 'string' } as const

export const httpServerRequestDuration = {
  name: METRIC_HTTP_SERVER_REQUEST_DURATION,
  type: 'histogram',
  unit: 's',
  description: 'Duration of HTTP server requests.',
  buckets: requestSeconds,
  attributes: served,
  required: [ATTR_HTTP_REQUEST_METHOD, ATTR_URL_SCHEME],
} as const satisfies SemconvMetric

export const httpServerRequestBodySize = {
  name: 'http.server.request.body.size',
  type: 'histogram',
  unit: 'By',
  description: 'Size of HTTP server request bodies.',
  buckets: bodyBytes,
  attributes: served,
  required: [ATTR_HTTP_REQUEST_METHOD, ATTR_URL_SCHEME],
} as const satisfies SemconvMetric

export const httpServerResponseBodySize = {
  name: 'http.server.response.body.size',
  type: 'histogram',
  unit: 'By',
  description: 'Size of HTTP server response bodies.',
  buckets: bodyBytes,
  attributes: served,
  required: [ATTR_HTTP_REQUEST_METHOD, ATTR_URL_SCHEME],
} as const satisfies SemconvMetric

export const httpClientRequestDuration = {
  name: METRIC_HTTP_CLIENT_REQUEST_DURATION,
  type: 'histogram',
  unit: 's',
  description: 'Duration of HTTP client requests.',
  buckets: requestSeconds,
  attributes: { ...request, ...server },
  required: [ATTR_HTTP_REQUEST_METHOD, ATTR_SERVER_ADDRESS, ATTR_SERVER_PORT],
} as const satisfies SemconvMetric

export const dbClientOperationDuration = {
  name: METRIC_DB_CLIENT_OPERATION_DURATION,
  type: 'histogram',
  unit: 's',
  description: 'Duration of database client operations.',
  buckets: querySeconds,
  attributes: {
    [ATTR_DB_SYSTEM_NAME]: 'string',
    [ATTR_DB_COLLECTION_NAME]: 'string',
    [ATTR_DB_NAMESPACE]: 'string',
    [ATTR_DB_OPERATION_NAME]: 'string',
    [ATTR_ERROR_TYPE]: 'string',
    ...server,
  },
  required: [ATTR_DB_SYSTEM_NAME],
} as const satisfies SemconvMetric

export const dbClientConnectionCount = {
  name: 'db.client.connection.count',
  unit: '{connection}',
  description: 'The number of connections that are currently in state described by the `state` attribute.',
  attributes: ['db.client.connection.pool.name', 'db.client.connection.state'],
} as const satisfies SemconvLevel

const message = {
  'messaging.operation.name': 'string',
  'messaging.system.name': 'string',
  'messaging.destination.name': 'string',
  [ATTR_ERROR_TYPE]: 'string',
  ...server,
} as const

const whichMessage = ['messaging.operation.name', 'messaging.system.name'] as const

const consumed = { ...message, 'messaging.consumer.group.name': 'string' } as const

const messagingClientSentMessages = {
  name: 'messaging.client.sent.messages',
  type: 'counter',
  unit: '{message}',
  description: 'Number of messages producer attempted to send to the broker.',
  attributes: message,
  required: whichMessage,
} as const satisfies SemconvMetric

const messagingClientOperationDuration = {
  name: 'messaging.client.operation.duration',
  type: 'histogram',
  unit: 's',
  description: 'Duration of messaging operation initiated by a producer or consumer client.',
  buckets: requestSeconds,
  attributes: { ...consumed, 'messaging.operation.type': 'string' },
  required: whichMessage,
} as const satisfies SemconvMetric

const messagingClientConsumedMessages = {
  name: 'messaging.client.consumed.messages',
  type: 'counter',
  unit: '{message}',
  description: 'Number of messages that were delivered to the application.',
  attributes: consumed,
  required: whichMessage,
} as const satisfies SemconvMetric

const messagingProcessDuration = {
  name: 'messaging.process.duration',
  type: 'histogram',
  unit: 's',
  description: 'Duration of processing operation.',
  buckets: requestSeconds,
  attributes: consumed,
  required: whichMessage,
} as const satisfies SemconvMetric

/** What the conventions ask of whoever sends a message. */
export const sentMessage = [
  { metric: messagingClientSentMessages, measure: 'count' },
  { metric: messagingClientOperationDuration, measure: 'duration' },
] as const

/** What they ask of whoever handles one. */
export const processedMessage = [
  { metric: messagingClientConsumedMessages, measure: 'count' },
  { metric: messagingProcessDuration, measure: 'duration' },
] as const

/**
 * What they ask of whoever takes a message from a queue and sends it on by HTTP. The request is measured here where the
 * operation knows the server, and left to whoever makes it otherwise.
 */
export const deliveredMessage = [
  { metric: httpClientRequestDuration, measure: 'duration', needs: [ATTR_SERVER_ADDRESS] },
  {
    metric: messagingClientConsumedMessages,
    measure: 'count',
    // The server of the span is the subscriber's, not the queue's.
    otherwise: {
      'messaging.operation.name': 'deliver',
      [ATTR_SERVER_ADDRESS]: undefined,
      [ATTR_SERVER_PORT]: undefined,
    },
  },
] as const
