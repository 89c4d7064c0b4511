import type {
  MeterProvider,
  ObservableGauge,
  ObservableResult,
  ObservableUpDownCounter,
} from '@opentelemetry/api'
import { swallow } from '../../guard/index.ts'
import { isLimitedByView } from './bound-instrument.ts'
import { attributeNames, seriesLimit } from './declaration.ts'
import type { Reading } from './gauge-observer.ts'
import { GaugeSeries, GaugeSource } from './gauge-series.ts'
import { type Attachable, attachToGlobal } from './lifecycle.ts'
import { frozenAttributes, OVERFLOW } from './series-attributes.ts'
import type { MeterScope } from './synchronous-metric.ts'
import type { MetricDeclaration } from './types.ts'
import { type Fitted, unlimited, ValueLimits, warnOfExcess } from './value-limits.ts'

/** Which source of which series: exported values in the metric's order, and the resolved labels of the declaration. */
export interface GaugeIdentity {
  readonly values: readonly (string | undefined)[]
  readonly labels: ReadonlyMap<string, string | undefined>
  /** Tells sources of one series apart. */
  readonly source: string
}

/** Gauges that have something to say and no provider yet; held until there is one, whoever forgets them. */
const unattached = new Set<GaugeMetric>()

/** The source that stands for all that are too many to be kept. */
const SHARED = ''

/**
 * The gauge behind one name: a store of series that is observed at every collection. It needs no attachment to be
 * written to, so that a state that was set before the start is there afterwards.
 */
export class GaugeMetric implements Attachable {
  readonly declaration: MetricDeclaration
  readonly names: readonly string[]
  /** How many sources are kept; past it all are one in the overflow series, whose last value stays until there is room again. */
  readonly limit: number
  readonly #scope: MeterScope
  readonly #series = new Map<string, GaugeSeries>()
  /** Series that take what is past the limits of values, by what it is recorded as; their sources, by what they are. */
  readonly #beyond = new Map<string, GaugeSeries>()
  readonly #placesBeyond = new Map<string, GaugeSource>()
  readonly #overflow = new GaugeSeries('', OVERFLOW, unlimited([]))
  readonly #limits: ValueLimits | undefined
  #sources = 0
  #instrument: ObservableGauge | ObservableUpDownCounter | undefined
  #isOff = false
  readonly #observe = (result: ObservableResult) => this.#report(result)

  constructor(declaration: MetricDeclaration, scope: MeterScope) {
    this.declaration = declaration
    this.names = attributeNames(declaration)
    this.limit = seriesLimit(declaration)
    this.#scope = scope
    const { limits = [] } = declaration
    this.#limits = limits.length === 0 ? undefined : new ValueLimits(limits, this.names)
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

  /** The source with this identity, made where there is none: past the limits of labels, in a series that takes such. */
  admit(identity: GaugeIdentity): GaugeSource {
    const known = this.find(identity)
    if (known !== undefined) return known
    const fitted = this.#fit(identity.values)
    const isBeyond = fitted.exceeded.length > 0
    const beyond = this.findBeyond(identity)
    if (isBeyond && beyond !== undefined) return beyond
    if (beyond !== undefined) this.#takeValue(beyond)
    if (this.#sources >= this.limit) return this.#sharedSource()
    const source = this.#keep(this.#seriesOf(fitted), identity)
    if (isBeyond) this.#placesBeyond.set(beyondKey(identity), source)
    return source
  }

  /** The source with this identity in a series of its own. */
  find(identity: GaugeIdentity): GaugeSource | undefined {
    return this.#series.get(JSON.stringify(identity.values))?.sources.get(identity.source)
  }

  /** The source with this identity in a series that takes what is past the limits of labels. */
  findBeyond(identity: GaugeIdentity): GaugeSource | undefined {
    return this.#placesBeyond.get(beyondKey(identity))
  }

  remove(source: GaugeSource): void {
    source.removed = true
    source.value = undefined
    source.observers.clear()
    const { series, key } = source
    if (!series.sources.delete(key) || isShared(source)) return
    this.#placesBeyond.delete(key)
    this.#sources--
    if (this.#sources === 0) unattached.delete(this)
    if (series.sources.size === 0) {
      const index = series.isBeyond ? this.#beyond : this.#series
      index.delete(series.key)
      this.#limits?.remove(series.fitted)
    }
    this.#clearShared()
  }

  /** Takes every recorded value back that `matches`; observers stay. */
  clearValues(matches: (source: GaugeSource) => boolean): void {
    for (const series of this.#all()) {
      for (const source of [...series.sources.values()]) {
        if (!matches(source)) continue
        source.value = undefined
        if (source.isEmpty) this.remove(source)
      }
    }
  }

  #all(): GaugeSeries[] {
    return [...this.#series.values(), ...this.#beyond.values(), this.#overflow]
  }

  #fit(values: GaugeIdentity['values']): Fitted {
    if (this.#limits === undefined || isLimitedByView(this.#instrument)) return unlimited(values)
    const fitted = this.#limits.fit(values)
    warnOfExcess(fitted, this.declaration.name)
    return fitted
  }

  #seriesOf(fitted: Fitted): GaugeSeries {
    const isBeyond = fitted.exceeded.length > 0
    const index = isBeyond ? this.#beyond : this.#series
    const key = JSON.stringify(fitted.values)
    let series = index.get(key)
    if (series === undefined) {
      const attributes = frozenAttributes(this.names, fitted.values)
      series = new GaugeSeries(key, isBeyond ? { ...attributes, ...OVERFLOW } : attributes, fitted)
      index.set(key, series)
      this.#limits?.add(fitted)
    }
    return series
  }

  #keep(series: GaugeSeries, identity: GaugeIdentity): GaugeSource {
    const { isBeyond } = series
    const source = new GaugeSource({
      series,
      // Past a limit, sources that differ in what is limited share a series.
      key: isBeyond ? beyondKey(identity) : identity.source,
      labels: identity.labels,
      attributes: isBeyond ? frozenAttributes(this.names, identity.values) : series.attributes,
    })
    series.sources.set(source.key, source)
    this.#sources++
    if (this.#instrument === undefined && !this.#isOff) unattached.add(this)
    return source
  }

  /** Who gets a series of its own takes its value along; observers stay. */
  #takeValue(beyond: GaugeSource): void {
    beyond.value = undefined
    if (beyond.isEmpty) this.remove(beyond)
  }

  /** Now that there is room, what is recorded again has a series of its own; what is not would stay for good. */
  #clearShared(): void {
    const source = this.#overflow.sources.get(SHARED)
    if (source === undefined) return
    source.value = undefined
    if (source.isEmpty) this.remove(source)
  }

  #sharedSource(): GaugeSource {
    let source = this.#overflow.sources.get(SHARED)
    if (source === undefined) {
      source = new GaugeSource({
        series: this.#overflow,
        key: SHARED,
        labels: new Map(),
        attributes: OVERFLOW,
      })
      this.#overflow.sources.set(SHARED, source)
    }
    return source
  }

  /** What can be read at once is; a promise is returned only when an observer has to ask elsewhere. */
  #report(result: ObservableResult): undefined | Promise<void> {
    const late: Promise<void>[] = []
    for (const series of this.#all()) {
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

/** Whether it stands for all sources that are too many to be kept. */
export function isShared(source: GaugeSource): boolean {
  return source.key === SHARED
}

function beyondKey({ values, source }: GaugeIdentity): string {
  return JSON.stringify([values, source])
}
