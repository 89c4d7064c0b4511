import type {
  MeterProvider,
  ObservableGauge,
  ObservableResult,
  ObservableUpDownCounter,
} from '@opentelemetry/api'
import { swallow } from '../../guard/index.ts'
import { attributeNames, seriesLimit } from './declaration.ts'
import type { Reading } from './gauge-observer.ts'
import { GaugeSeries, GaugeSource } from './gauge-series.ts'
import { type Attachable, attachToGlobal } from './lifecycle.ts'
import { frozenAttributes } from './series-attributes.ts'
import type { MeterScope } from './synchronous-metric.ts'
import type { MetricDeclaration } from './types.ts'

/** Which source of which series: exported values in the metric's order, and the resolved labels of the declaration. */
export interface GaugeIdentity {
  readonly values: readonly (string | undefined)[]
  readonly labels: ReadonlyMap<string, string | undefined>
  /** Tells sources of one series apart. */
  readonly source: string
}

/** Gauges that have something to say and no provider yet; held until there is one, whoever forgets them. */
const unattached = new Set<GaugeMetric>()

const OVERFLOW = 'otel.metric.overflow'

/**
 * The gauge behind one name: a store of series that is observed at every collection. It needs no attachment to be
 * written to, so that a state that was set before the start is there afterwards.
 */
export class GaugeMetric implements Attachable {
  readonly declaration: MetricDeclaration
  readonly names: readonly string[]
  /** How many sources are kept; past it all go to one overflow series, whose last value stays until there is room again. */
  readonly limit: number
  readonly #scope: MeterScope
  readonly #series = new Map<string, GaugeSeries>()
  readonly #overflow: GaugeSeries
  #sources = 0
  #instrument: ObservableGauge | ObservableUpDownCounter | undefined
  #isOff = false
  readonly #observe = (result: ObservableResult) => this.#report(result)

  constructor(declaration: MetricDeclaration, scope: MeterScope) {
    this.declaration = declaration
    this.names = attributeNames(declaration)
    this.limit = seriesLimit(declaration)
    this.#scope = scope
    this.#overflow = new GaugeSeries(OVERFLOW, Object.freeze({ [OVERFLOW]: true }))
  }

  get isOff(): boolean {
    return this.#isOff
  }

  attach(provider: MeterProvider): void {
    this.detach()
    try {
      const { name, description, unit, observedAs } = this.declaration
      const meter = provider.getMeter(this.#scope.name, this.#scope.version)
      const create = observedAs === undefined ? 'createObservableGauge' : 'createObservableUpDownCounter'
      this.#instrument = meter[create](name, { description, unit })
      this.#instrument.addCallback(this.#observe)
      unattached.delete(this)
    } catch (error) {
      this.#isOff = true
      swallow('meter provider', error)
    }
  }

  detach(): void {
    this.#isOff = false
    try {
      this.#instrument?.removeCallback(this.#observe)
    } catch (error) {
      swallow('meter provider', error)
    }
    this.#instrument = undefined
    if (this.#sources > 0) unattached.add(this)
  }

  disable(): void {
    this.detach()
    unattached.delete(this)
    this.#isOff = true
  }

  /** Gives a waiting gauge the chance to find the global provider. */
  wake(): void {
    if (this.#instrument === undefined && !this.#isOff) attachToGlobal()
  }

  /** The source with this identity, made where there is none. */
  admit(identity: GaugeIdentity): GaugeSource {
    const key = JSON.stringify(identity.values)
    let series = this.#series.get(key)
    const known = series?.sources.get(identity.source)
    if (known !== undefined) return known
    if (this.#sources >= this.limit) return this.#overflowSource()
    if (series === undefined) {
      series = new GaugeSeries(key, frozenAttributes(this.names, identity.values))
      this.#series.set(key, series)
    }
    const source = new GaugeSource(series, identity.source, identity.labels)
    series.sources.set(identity.source, source)
    this.#sources++
    if (this.#instrument === undefined && !this.#isOff) unattached.add(this)
    return source
  }

  find(identity: GaugeIdentity): GaugeSource | undefined {
    return this.#series.get(JSON.stringify(identity.values))?.sources.get(identity.source)
  }

  remove(source: GaugeSource): void {
    source.removed = true
    source.value = undefined
    source.observers.clear()
    const { series } = source
    if (!series.sources.delete(source.key)) return
    if (series === this.#overflow) return
    this.#sources--
    if (this.#sources === 0) unattached.delete(this)
    if (series.sources.size === 0) this.#series.delete(series.key)
    this.#clearOverflow()
  }

  /** Takes every recorded value back that `matches`; observers stay. */
  clearValues(matches: (source: GaugeSource) => boolean): void {
    for (const series of [...this.#series.values(), this.#overflow]) {
      for (const source of [...series.sources.values()]) {
        if (!matches(source)) continue
        source.value = undefined
        if (source.isEmpty) this.remove(source)
      }
    }
  }

  /** Now that there is room, what is recorded again has a series of its own; what is not would stay for good. */
  #clearOverflow(): void {
    const source = this.#overflow.sources.get('')
    if (source === undefined) return
    source.value = undefined
    if (source.isEmpty) this.remove(source)
  }

  #overflowSource(): GaugeSource {
    let source = this.#overflow.sources.get('')
    if (source === undefined) {
      source = new GaugeSource(this.#overflow, '', new Map())
      this.#overflow.sources.set('', source)
    }
    return source
  }

  /** What can be read at once is; a promise is returned only when an observer has to ask elsewhere. */
  #report(result: ObservableResult): undefined | Promise<void> {
    const late: Promise<void>[] = []
    for (const series of [...this.#series.values(), this.#overflow]) {
      const value = series.read(this.declaration.join ?? 'sum')
      if (value instanceof Promise) late.push(value.then((read) => observe(result, series, read)))
      else observe(result, series, value)
    }
    return late.length === 0 ? undefined : Promise.all(late).then(() => {})
  }
}

function observe(result: ObservableResult, series: GaugeSeries, value: Reading): void {
  if (value !== undefined) result.observe(value, series.attributes)
}
