import {
  AggregationTemporality,
  DataPointType,
  type ExponentialHistogramValue,
  type HistogramValue,
  type InstrumentationScope,
  type MetricData,
  type Point,
  type Resource,
} from '../../points/index.ts'
import { ByteWriter } from '../byte-writer.ts'
import type { RequestEncoder } from '../request-encoder.ts'
import { writeAttributes } from './attributes.ts'
import { messageField, optionalStringField, stringField, varintField } from './fields.ts'
import { writeExponentialPoint, writeHistogramPoint, writeNumberPoint } from './points.ts'

const dataFields = {
  [DataPointType.GAUGE]: 5,
  [DataPointType.SUM]: 7,
  [DataPointType.HISTOGRAM]: 9,
  [DataPointType.EXPONENTIAL_HISTOGRAM]: 10,
} as const

interface OpenMetric {
  readonly metric: MetricData
  readonly start: number
  readonly data: number
}

interface OpenScope {
  readonly scope: InstrumentationScope
  readonly start: number
}

/** Writes `ExportMetricsServiceRequest` of OTLP 1.x as protobuf, straight from points. */
export class ProtobufEncoder implements RequestEncoder {
  readonly #request = new ByteWriter()
  readonly #point = new ByteWriter()
  #resource: Resource | undefined
  #resourceStart = 0
  #scope: OpenScope | undefined
  #metric: OpenMetric | undefined

  get staged(): number {
    return this.#point.size
  }

  get size(): number {
    return this.#request.size
  }

  begin(resource: Resource): void {
    this.#request.reset()
    this.#scope = undefined
    this.#metric = undefined
    this.#resource = resource
    this.#resourceStart = messageField(this.#request, 1)
    const start = messageField(this.#request, 1)
    writeAttributes(this.#request, resource.attributes, 1)
    this.#request.close(start)
  }

  number(point: Point<number>, integer: boolean): void {
    this.#point.reset()
    writeNumberPoint(this.#point, point, integer)
  }

  histogram(point: Point<HistogramValue>, integer: boolean): void {
    this.#point.reset()
    writeHistogramPoint(this.#point, point, integer)
  }

  exponentialHistogram(point: Point<ExponentialHistogramValue>, integer: boolean): void {
    this.#point.reset()
    writeExponentialPoint(this.#point, point, integer)
  }

  add(scope: InstrumentationScope, metric: MetricData): void {
    if (this.#scope?.scope !== scope) this.#openScope(scope)
    if (this.#metric?.metric !== metric) this.#openMetric(metric)
    this.#request.byte((1 << 3) | 2)
    this.#request.varint(this.#point.size)
    this.#request.copyOf(this.#point)
  }

  finish(): Uint8Array<ArrayBuffer> {
    this.#closeScope()
    optionalStringField(this.#request, 3, this.#resource?.schemaUrl)
    this.#request.close(this.#resourceStart)
    return this.#request.take()
  }

  #openScope(scope: InstrumentationScope): void {
    this.#closeScope()
    const start = messageField(this.#request, 2)
    this.#scope = { scope, start }
    const inner = messageField(this.#request, 1)
    stringField(this.#request, 1, scope.name)
    optionalStringField(this.#request, 2, scope.version)
    this.#request.close(inner)
  }

  #closeScope(): void {
    this.#closeMetric()
    if (this.#scope === undefined) return
    optionalStringField(this.#request, 3, this.#scope.scope.schemaUrl)
    this.#request.close(this.#scope.start)
    this.#scope = undefined
  }

  #openMetric(metric: MetricData): void {
    this.#closeMetric()
    const request = this.#request
    const start = messageField(request, 2)
    stringField(request, 1, metric.descriptor.name)
    optionalStringField(request, 2, metric.descriptor.description)
    optionalStringField(request, 3, metric.descriptor.unit)
    const data = messageField(request, dataFields[metric.dataPointType])
    if (metric.dataPointType !== DataPointType.GAUGE) {
      varintField(request, 2, metric.aggregationTemporality === AggregationTemporality.DELTA ? 1 : 2)
    }
    if (metric.dataPointType === DataPointType.SUM && metric.isMonotonic) varintField(request, 3, 1)
    this.#metric = { metric, start, data }
  }

  #closeMetric(): void {
    if (this.#metric === undefined) return
    this.#request.close(this.#metric.data)
    this.#request.close(this.#metric.start)
    this.#metric = undefined
  }
}
