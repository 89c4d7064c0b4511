import type { Drawing, Panel } from '../../catalog/index.ts'

/** One panel on a dashboard. What is left out is as the panel says. */
export interface Placed {
  /** A panel of a domain, as it stands beside the catalog. */
  readonly panel: Panel
  readonly title?: string
  readonly drawn?: Drawing
  /** Columns of 24. Default: 6 for a stat, else 12. */
  readonly width?: number
}

/** A row of panels under a heading. */
export interface Row {
  readonly title: string
  readonly panels: readonly Placed[]
}

/**
 * What is on a dashboard. It names panels, not metrics: a system with two HTTP domains gets each panel twice, one that
 * does not emit a panel's metric goes without.
 */
export interface Layout {
  /** Also the name of the file. */
  readonly uid: string
  readonly title: string
  readonly description: string
  readonly rows: readonly Row[]
}
