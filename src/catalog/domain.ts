import type { Domain, DomainWiring, MethodsKind } from './domain-types.ts'
import type { Catalog, DeterminedLabels, LabelSpec, MetricSpec, OperationSpec } from './spec.ts'
import { changedAlerts, changedCatalog } from './with.ts'

/**
 * Declares a domain: what it measures, as data, and optionally methods on top. Everything else follows from it: the
 * typed meter, the names, the docs, the lint. Refer to labels and metrics by key; the types hold the references.
 *
 * @example
 * const mail = defineDomain({
 *   name: 'mail',
 *   labels: { kind: { values: ['receipt', 'reminder'], description: 'Kind of mail' } },
 *   metrics: { sent: { type: 'counter', labels: ['kind'], description: 'Mails sent' } },
 *   operations: { send: { labels: ['kind'], metrics: [{ metric: 'sent', measure: 'count', on: 'success' }] } },
 * })
 * // defineSystem({ namespace: 'shop', domains: { mail } }) exports shop_mail_sent_total{kind}
 */
export function defineDomain<
  const L extends Readonly<Record<string, LabelSpec>>,
  const M extends Readonly<Record<string, MetricSpec<keyof L & string>>>,
  const O extends Readonly<Record<string, OperationSpec<keyof L & string, keyof M & string>>>,
  R = unknown,
>(catalog: Catalog<L, M, O> & DeterminedLabels<L>, wiring: DomainWiring<M, O, R> = {}): Domain<L, M, O, R> {
  return {
    catalog,
    wiring,
    with(options) {
      const changed = changedCatalog(catalog, options)
      const alerts = changedAlerts(catalog, wiring.alerts ?? {}, options)
      // The changed catalog has the keys of this one; what differs in type is computed by MetricsWith.
      return defineDomain(changed, { ...(wiring as object), alerts }) as never
    },
  }
}

/**
 * Methods whose types depend on what is bound: `Kind` says which there are, `make` makes them all. At run time every
 * method exists; one that the types hide for want of a label would record without it.
 *
 * @example
 * interface QueueKind extends MethodsKind { readonly methods: 'queue' extends this['bound'] ? QueueMethods : unknown }
 * const queue = defineDomain(queueCatalog, { methods: methodsByBinding<QueueKind, QueueParts>(queueMethods) })
 */
export function methodsByBinding<Kind extends MethodsKind, Parts>(
  make: (parts: Parts) => object,
): (parts: Parts) => Kind {
  // Kind is a function of types; there is no value of it. Meter applies it to what is bound.
  return make as (parts: Parts) => never
}
