import { JsonMetricsSerializer, ProtobufMetricsSerializer } from '@opentelemetry/otlp-transformer'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { JsonEncoder } from '../../src/otlp/json/encoder.ts'
import { ProtobufEncoder } from '../../src/otlp/protobuf/encoder.ts'
import type { RequestEncoder } from '../../src/otlp/request-encoder.ts'
import { requestsOf } from '../../src/otlp/requests.ts'
import type { ResourceMetrics } from '../../src/points/index.ts'
import { arbitraryMetrics } from './arbitrary-metrics.ts'
import { decodeMetrics, decodeMetricsJson } from './decoder.ts'

type Official = Parameters<typeof ProtobufMetricsSerializer.serializeRequest>[0]

function official(serializer: typeof ProtobufMetricsSerializer, metrics: ResourceMetrics): Uint8Array {
  // The official types ask for mutable arrays and a Resource with methods that no serializer calls.
  return serializer.serializeRequest(metrics as unknown as Official) ?? new Uint8Array()
}

function onlyRequest(metrics: ResourceMetrics, encoder: RequestEncoder): Uint8Array {
  const requests = [...requestsOf(metrics, encoder)].filter((step) => step !== undefined)
  expect(requests).toHaveLength(1)
  return requests[0]?.bytes ?? new Uint8Array()
}

test('protobuf holds what the official serializer writes, for every kind of metric and attribute', () => {
  const encoder = new ProtobufEncoder()
  fc.assert(
    fc.property(arbitraryMetrics({ nonFinite: true }), (metrics) => {
      const expected = decodeMetrics(official(ProtobufMetricsSerializer, metrics))
      expect(decodeMetrics(onlyRequest(metrics, encoder))).toEqual(expected)
    }),
    { numRuns: 400 },
  )
})

test('JSON says what the official serializer says, and what protobuf says', () => {
  const encoder = new JsonEncoder()
  const protobuf = new ProtobufEncoder()
  fc.assert(
    fc.property(arbitraryMetrics({ nonFinite: false }), (metrics) => {
      const ours = decodeMetricsJson(onlyRequest(metrics, encoder))
      expect(ours).toEqual(decodeMetricsJson(official(JsonMetricsSerializer, metrics)))
      expect(ours).toEqual(decodeMetrics(onlyRequest(metrics, protobuf)))
    }),
    { numRuns: 300 },
  )
})

test('JSON carries NaN and infinities, where the official serializer writes null', () => {
  const encoder = new JsonEncoder()
  const protobuf = new ProtobufEncoder()
  fc.assert(
    fc.property(arbitraryMetrics({ nonFinite: true }), (metrics) => {
      expect(decodeMetricsJson(onlyRequest(metrics, encoder))).toEqual(
        decodeMetrics(onlyRequest(metrics, protobuf)),
      )
    }),
    { numRuns: 300 },
  )
})
