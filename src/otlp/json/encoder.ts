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
import { attributesJson } from './attributes.ts'
import { exponentialPointJson, histogramPointJson, numberPointJson } from './points.ts'

const dataNames = {
  [DataPointType.GAUGE]: 'gauge',
  [DataPointType.SUM]: 'sum',
  [DataPointType.HISTOGRAM]: 'histogram',
  [DataPointType.EXPONENTIAL_HISTOGRAM]: 'exponentialHistogram',
} as const

/** Writes `ExportMetricsServiceRequest` of OTLP 1.x as JSON, straight from points. */
export class JsonEncoder implements RequestEncoder {
  readonly #request = new ByteWriter()
  #point = ''
  #resource: Resource | undefined
  #scope: InstrumentationScope | undefined
  #metric: MetricData | undefined

  get staged(): number {
    return Buffer.byteLength(this.#point)
  }

  get size(): number {
    return this.#request.size
  }

  begin(resource: Resource): void {
    this.#request.reset()
    this.#resource = resource
    this.#scope = undefined
    this.#metric = undefined
    const attributes = attributesJson(resource.attributes)
    this.#request.text(`{"resourceMetrics":[{"resource":{"attributes":${attributes}},"scopeMetrics":[`)
  }

  number(point: Point<number>, integer: boolean): void {
    this.#point = numberPointJson(point, integer)
  }

  histogram(point: Point<HistogramValue>, integer: boolean): void {
    this.#point = histogramPointJson(point, integer)
  }

  exponentialHistogram(point: Point<ExponentialHistogramValue>, integer: boolean): void {
    this.#point = exponentialPointJson(point, integer)
  }

  add(scope: InstrumentationScope, metric: MetricData): void {
    if (this.#scope !== scope) this.#openScope(scope)
    if (this.#metric === metric) this.#request.text(',')
    else this.#openMetric(metric)
    this.#request.text(this.#point)
  }

  finish(): Uint8Array<ArrayBuffer> {
    this.#closeScope()
    this.#request.text(`]${schemaUrl(this.#resource?.schemaUrl)}}]}`)
    return this.#request.take()
  }

  #openScope(scope: InstrumentationScope): void {
    const first = this.#scope === undefined
    this.#closeScope()
    this.#scope = scope
    const version =
      scope.version === undefined || scope.version === '' ? '' : `,"version":${JSON.stringify(scope.version)}`
    this.#request.text(
      `${first ? '' : ','}{"scope":{"name":${JSON.stringify(scope.name)}${version}},"metrics":[`,
    )
  }

  #closeScope(): void {
    this.#closeMetric()
    if (this.#scope !== undefined) this.#request.text(`]${schemaUrl(this.#scope.schemaUrl)}}`)
  }

  #openMetric(metric: MetricData): void {
    const first = this.#metric === undefined
    this.#closeMetric()
    this.#metric = metric
    const { name, description, unit } = metric.descriptor
    const names = `"name":${JSON.stringify(name)},"description":${JSON.stringify(description)},"unit":${JSON.stringify(unit)}`
    this.#request.text(
      `${first ? '' : ','}{${names},"${dataNames[metric.dataPointType]}":{${kind(metric)}"dataPoints":[`,
    )
  }

  #closeMetric(): void {
    if (this.#metric !== undefined) this.#request.text(']}}')
    this.#metric = undefined
  }
}

function kind(metric: MetricData): string {
  if (metric.dataPointType === DataPointType.GAUGE) return ''
  const temporality = metric.aggregationTemporality === AggregationTemporality.DELTA ? 1 : 2
  const monotonic = metric.dataPointType === DataPointType.SUM ? `"isMonotonic":${metric.isMonotonic},` : ''
  return `"aggregationTemporality":${temporality},${monotonic}`
}

function schemaUrl(url: string | undefined): string {
  return url === undefined || url === '' ? '' : `,"schemaUrl":${JSON.stringify(url)}`
}
