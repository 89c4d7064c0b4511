import { PrometheusExporter } from '@opentelemetry/exporter-prometheus'
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics'
import { describe, expect, it } from 'vitest'
import { BoundMeterProvider } from './index.ts'

describe('BoundMeterProvider with official readers', () => {
  it('is collected by the Prometheus exporter and by a periodic reader at once', async () => {
    const pull = new PrometheusExporter({ preventServerStart: true })
    const exporter = new InMemoryMetricExporter(AggregationTemporality.DELTA)
    const push = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 })
    const provider = new BoundMeterProvider({ readers: [pull, push] })
    const counter = provider.getMeter('shop').createCounter('orders')
    counter.add(1, { kind: 'new' })
    counter.bind({ kind: 'new' }).add(2)
    await provider.forceFlush()
    counter.add(4, { kind: 'new' })
    await provider.forceFlush()

    const pulled = await pull.collect()
    expect(pulled.errors).toEqual([])
    expect(pulled.resourceMetrics.scopeMetrics[0]?.metrics[0]?.dataPoints[0]).toMatchObject({
      attributes: { kind: 'new' },
      value: 7,
    })
    const pushed = exporter
      .getMetrics()
      .map((batch) => batch.scopeMetrics[0]?.metrics[0]?.dataPoints[0]?.value)
    expect(pushed).toEqual([3, 4])
    await provider.shutdown()
  })
})
