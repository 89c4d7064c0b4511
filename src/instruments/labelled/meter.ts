import type { MeterProvider } from '@opentelemetry/api'
import { CounterView } from './counter.ts'
import { CounterMetric } from './counter-metric.ts'
import { assertSameMetric } from './declaration.ts'
import { GaugeView } from './gauge.ts'
import { GaugeMetric } from './gauge-metric.ts'
import { HistogramView } from './histogram.ts'
import { HistogramMetric } from './histogram-metric.ts'
import { LabelView } from './label-view.ts'
import { type MetricRegistry, registryOf } from './registry.ts'
import type { MeterScope } from './synchronous-metric.ts'
import type {
  LabelledCounter,
  LabelledGauge,
  LabelledHistogram,
  LabelsOf,
  MetricDeclaration,
} from './types.ts'

/** How a `LabelledMeter` is set up. */
export interface LabelledMeterOptions {
  /** Instrumentation scope of the instruments. */
  readonly scope: MeterScope
  /** Where the metrics go. Default: wherever `attachMeters` says, or else the global provider once there is one. */
  readonly meterProvider?: MeterProvider
}

/**
 * Makes metrics whose label names are declared: what domain meters consist of.
 *
 * Works on any `MeterProvider` of the OpenTelemetry API. On a `BoundMeterProvider` a series is bound once; on another
 * one it costs an ordinary call with a ready-made attributes object. Metrics with equal names on one provider are one
 * metric.
 *
 * @throws Error from each method, when the name is in use with another type, unit, label set or buckets
 *
 * @example
 * const meter = new LabelledMeter({ scope: { name: 'shop' } })
 * const orders = meter.counter({
 *   type: 'counter',
 *   name: 'shop_orders_total',
 *   description: 'Orders placed',
 *   unit: '',
 *   labels: [{ key: 'country', attribute: 'country', bound: 50 }],
 * })
 * orders.add(1, { country: 'DE' })
 */
export class LabelledMeter {
  readonly #scope: MeterScope
  readonly #registry: MetricRegistry

  constructor(options: LabelledMeterOptions) {
    this.#scope = options.scope
    this.#registry = registryOf(options.meterProvider)
  }

  /** A sum that only grows. */
  counter<const D extends MetricDeclaration>(declaration: D): LabelledCounter<LabelsOf<D>> {
    return this.#counter(declaration, 'counter')
  }

  /** A sum that goes up and down. */
  upDownCounter<const D extends MetricDeclaration>(declaration: D): LabelledCounter<LabelsOf<D>> {
    return this.#counter(declaration, 'upDownCounter')
  }

  /** A distribution, in the declared buckets. */
  histogram<const D extends MetricDeclaration>(declaration: D): LabelledHistogram<LabelsOf<D>> {
    const metric = this.#metric(declaration, 'histogram', HistogramMetric)
    return new HistogramView(metric, new LabelView({ declaration, metric }))
  }

  /** A value that is what it is now. Kept here and observed at collection. */
  gauge<const D extends MetricDeclaration>(declaration: D): LabelledGauge<LabelsOf<D>> {
    return new GaugeView(this.#metric(declaration, 'gauge', GaugeMetric), declaration)
  }

  #counter(declaration: MetricDeclaration, type: 'counter' | 'upDownCounter'): CounterView {
    const metric = this.#metric(declaration, type, CounterMetric)
    return new CounterView(metric, new LabelView({ declaration, metric }))
  }

  #metric<M extends CounterMetric | HistogramMetric | GaugeMetric>(
    declaration: MetricDeclaration,
    type: MetricDeclaration['type'],
    create: new (declaration: MetricDeclaration, scope: MeterScope) => M,
  ): M {
    if (declaration.type !== type) {
      throw new Error(
        `The metric ${declaration.name} is declared as ${declaration.type} and was asked for as ${type}. Ask the meter for what it is declared as.`,
      )
    }
    const known = this.#registry.find(declaration.name)
    if (known === undefined) {
      return this.#registry.add(declaration.name, new create(declaration, this.#scope))
    }
    assertSameMetric(known.declaration, declaration)
    // The types are equal, and each type has one class.
    return known as M
  }
}
