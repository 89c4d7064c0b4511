import type { Query } from './query.ts'
import type { QueryOf, ViewedCatalog } from './typed-query.ts'

/** How numbers are read, in Grafana's words. */
export type PanelUnit =
  | 'reqps'
  | 'ops'
  | 'opm'
  | 'percentunit'
  | 's'
  | 'bytes'
  | 'Bps'
  | 'short'
  | 'bool_on_off'
  | 'none'

/** How an answer is drawn: its last value, lines over time, stacked areas, bars by size, or a heatmap. */
export type Drawing = 'stat' | 'lines' | 'stack' | 'bars' | 'heatmap'

interface PanelText {
  readonly title: string
  /** One or two sentences: what it answers, and what a bad look of it means. */
  readonly description: string
  readonly unit: PanelUnit
  /** Default: `heatmap` for a heatmap, `bars` for a top list, else `lines`. */
  readonly drawn?: Drawing
  /** From these values up it is a warning, and bad. Descending values mean that low is bad. */
  readonly limits?: { readonly warning?: number; readonly bad: number }
  /** Words for values: `{ 0: 'closed', 1: 'open' }`. */
  readonly words?: Readonly<Record<number, string>>
}

/** One panel, as plain data. */
export interface Panel extends PanelText {
  readonly query: Query
}

/** A panel whose query is held to its catalog by types. */
export interface PanelOf<C extends ViewedCatalog> extends PanelText {
  readonly query: QueryOf<C>
}

/**
 * The panels of a domain, beside its catalog. Metrics, labels and values are those of the catalog, so that a rename
 * does not compile; names come from the system that the domain is used in, so that `with` is followed.
 *
 * @example
 * const mailPanels = definePanels(mailCatalog, {
 *   sent: {
 *     title: 'Mails sent', description: 'Mails per second, by kind.', unit: 'ops',
 *     query: { show: 'rate', of: 'sent', by: ['kind'] },
 *   },
 * })
 */
export function definePanels<C extends ViewedCatalog, const Key extends string>(
  _catalog: C,
  panels: { readonly [K in Key]: PanelOf<C> },
): { readonly [K in Key]: Panel } {
  // Every typed query is one of the plain ones, whose keys are strings; TypeScript cannot see it for a generic C.
  return panels as unknown as { readonly [K in Key]: Panel }
}
