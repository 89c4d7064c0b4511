import type { Panel, ResolvedCatalog } from '../../catalog/index.ts'
import { drawingOf, type Layout, type Placed } from '../dashboards/index.ts'

/** Everything that a system measures: one row per domain, with all of its panels, also those of the user's domains. */
export function domainsLayout(name: string, title: string, { domains }: ResolvedCatalog): Layout {
  return {
    uid: `${name}-domains`,
    title: `${title} Domains`,
    description: `Everything that ${title} measures, one row for each domain.`,
    rows: domains.map(({ name: domain, panels }) => ({
      title: domain.replaceAll('_', ' '),
      panels: withoutGaps(Object.values(panels)),
    })),
  }
}

/** Figures first, side by side; then the others by two, and the last over both places when it is alone. */
function withoutGaps(panels: readonly Panel[]): Placed[] {
  const figures = panels.filter((panel) => drawingOf(panel) === 'stat')
  const others = panels.filter((panel) => drawingOf(panel) !== 'stat')
  return [
    ...figures.map((panel) => ({ panel, width: 24 / Math.min(figures.length, 4) })),
    ...others.map((panel, index) => {
      const alone = index === others.length - 1 && index % 2 === 0
      return alone ? { panel, width: 24 } : { panel }
    }),
  ]
}
