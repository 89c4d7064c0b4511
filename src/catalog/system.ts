import type { Context, MeterProvider, TracerProvider } from '@opentelemetry/api'
import type { OperationObserver } from '../operations/index.ts'
import { type AnyWiring, DomainMeters } from './build-meter.ts'
import type { MeterOf } from './domain-types.ts'
import type { LintException } from './exception.ts'
import { resolveDomain } from './resolve.ts'
import type { ResolvedCatalog } from './resolved.ts'
import { checkSemconvNames } from './semconv-metric.ts'
import type { Catalog } from './spec.ts'
import type { Views } from './views/index.ts'

const catalogKey = Symbol('spanmeter.catalog')

/** Any domain, as `defineSystem` takes it. */
export interface AnyDomain {
  readonly catalog: Catalog
  readonly wiring: object
}

/** What a system is made of. */
export interface SystemOptions<D> {
  /** First part of every metric name; may be empty. */
  readonly namespace: string
  /** The key becomes the property of the system. */
  readonly domains: D
  /**
   * Operations also emit what the OpenTelemetry semantic conventions ask of HTTP, databases and messaging, from the
   * same reading of the clock: `http.server.request.duration`, `db.client.operation.duration`,
   * `messaging.process.duration`. Not where the span is that of instrumentation (`span: 'active'`), which measures
   * itself. What is recorded by hand has no such counterpart. Default `false`.
   */
  readonly semconv?: boolean
  /** Default: the global one, also one that is registered later. */
  readonly meterProvider?: MeterProvider
  /** Default: the global one. */
  readonly tracerProvider?: TracerProvider
  /** Lint rules that the whole system breaks on purpose, and why. */
  readonly exceptions?: readonly LintException[]
  /** Clock of the computed gauges, in monotonic milliseconds. For tests. Default `performance.now`. */
  readonly now?: () => number
}

/** Anything that `defineSystem` returned. */
export interface AnySystem {
  readonly [catalogKey]: ResolvedCatalog
}

/** The meters of a system, one property per domain. */
export type System<D> = { readonly [Key in keyof D]: MeterOf<D[Key]> } & AnySystem

/**
 * Composes domains under one namespace into the meters that an application calls. Call it once, where modules can
 * import it, before or after start: metrics attach as soon as there is a meter provider. Two systems with equal
 * metric names share the instruments; equal names of another type, unit or label set are an Error here.
 *
 * @example
 * export const shop = defineSystem({ namespace: 'shop', domains: { cache, database, http } })
 */
export function defineSystem<const D extends Readonly<Record<string, AnyDomain>>>(
  options: SystemOptions<D>,
): System<D> {
  const { namespace, domains, meterProvider, tracerProvider, semconv = false } = options
  const now = options.now ?? (() => performance.now())
  const observers: OperationObserver[] = []
  const observer: OperationObserver = {
    ended(operation: string, tenant: string, seconds: number, error: string | undefined, context: Context) {
      for (const each of observers) each.ended(operation, tenant, seconds, error, context)
    },
  }
  // DomainWiring is generic in the keys of its catalog; here any of them will do.
  const wiringOf = (domain: AnyDomain): AnyWiring => domain.wiring as AnyWiring
  const observed = Object.values(domains).some((domain) => wiringOf(domain).observer !== undefined)
  const resolved = Object.entries(domains).map(([key, domain]) =>
    resolveDomain(namespace, key, domain.catalog, { ...viewsOf(domain), semconv }),
  )
  checkSemconvNames(resolved)
  const system: Record<PropertyKey, unknown> = {}
  for (const domain of resolved) {
    const declared = domains[domain.key]
    if (declared === undefined) continue
    const wiring = wiringOf(declared)
    const meters = new DomainMeters({
      domain,
      catalog: declared.catalog,
      wiring,
      meterProvider,
      scope: {
        name: `spanmeter/${domain.name}`,
        ...(tracerProvider !== undefined && { tracerProvider }),
        ...(observed && { observer }),
      },
      semconv,
      now,
    })
    if (wiring.observer !== undefined) observers.push(wiring.observer(meters.parts()))
    system[domain.key] = meters.root
  }
  const catalog: ResolvedCatalog = { namespace, domains: resolved, exceptions: options.exceptions ?? [] }
  Object.defineProperty(system, catalogKey, { value: catalog })
  // Every key of D has its meter now; what each is was decided by the catalog that its type is computed from.
  return system as unknown as System<D>
}

function viewsOf({ wiring }: AnyDomain): Partial<Views> {
  // Every wiring may have them, whatever the keys of its catalog are.
  const { panels = {}, alerts = {} } = wiring as Partial<Views>
  return { panels, alerts }
}

/**
 * A system as data: every metric with its final name, labels, unit, buckets and description, every operation, every
 * exception. Documents, panels, alerts and the lint are made from it.
 *
 * @example
 * for (const { metrics } of catalogOf(shop).domains) console.log(metrics.map(({ name }) => name))
 */
export function catalogOf(system: AnySystem): ResolvedCatalog {
  return system[catalogKey]
}
