import type { ResolvedCatalog } from '../../catalog/index.ts'
import type { Layout } from '../dashboards/index.ts'

/** Everything that a system measures: one row per domain, with all of its panels, also those of the user's domains. */
export function domainsLayout(name: string, title: string, { domains }: ResolvedCatalog): Layout {
  return {
    uid: `${name}-domains`,
    title: `${title} Domains`,
    description: `Everything that ${title} measures, one row for each domain.`,
    rows: domains.map(({ name: domain, panels }) => ({
      title: domain.replaceAll('_', ' '),
      panels: Object.values(panels).map((panel) => ({ panel })),
    })),
  }
}
