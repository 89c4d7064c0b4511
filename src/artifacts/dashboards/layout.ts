import type { Drawing, Panel } from '../../catalog/index.ts'

/** One panel on a dashboard. What is left out is as the panel says. */
export interface Placed {
  /** A panel of a domain, as it stands beside the catalog. */
  readonly panel: Panel
  readonly title?: string
  readonly drawn?: Drawing
  /** Columns of 24. Default: 6 for a stat, else 12. */
  readonly width?: number
  /**
   * Key of the domain in the system, for a panel that stands beside the system and not in the domain:
   * `definePanels(http.catalog, { … })`. Default: every domain that has the panel.
   */
  readonly domain?: string
}

/** A row of panels under a heading. */
export interface Row {
  readonly title: string
  readonly panels: readonly Placed[]
}

/** A variable beside job, instance and source; its name is that of the label. */
export interface Choice {
  /** As it is exported: `engine_id`. */
  readonly label: string
  readonly title: string
  /**
   * `metric`: some metrics of the system have it; the others are shown whatever is chosen. `target`: the scrape
   * configuration puts it on every series of a process.
   */
  readonly on: 'metric' | 'target'
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
  /** Default: none. */
  readonly choices?: readonly Choice[]
  /**
   * What rates, ratios and quantiles look at: `interval`, as much as whoever looks chooses by the variable of that name,
   * or `scrape`, as little as the time between scrapes allows. Default `scrape`.
   */
  readonly averagedOver?: 'interval' | 'scrape'
}
