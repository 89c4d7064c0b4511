import type { GrafanaPanel } from '../systems.ts'
import { type DashboardRule, panelRule } from './rule.ts'

/** Of Grafana's units those that panels here may have. */
const units = /^(reqps|ops|opm|percentunit|s|bytes|short|bool_on_off|none)$/

/** How panels stand, and what they say. */
export const panelRules: readonly DashboardRule[] = [
  panelRule('panel-datasource-rule', ({ datasource }) => datasource?.uid === `\${datasource}`),
  panelRule(
    'panel-title-description-rule',
    ({ title, description = '' }) => title.trim() !== '' && /^\S.*[.!?]$/s.test(description),
  ),
  panelRule('panel-units-rule', ({ fieldConfig, options, type }) => {
    const unit = type === 'heatmap' ? options?.yAxis?.unit : fieldConfig?.defaults.unit
    return unit !== undefined && units.test(unit)
  }),
  panelRule('panel-no-targets-rule', ({ targets = [] }) => targets.length > 0),
  panelRule('a refId for each query', ({ targets = [] }) => {
    const ids = targets.map(({ refId }) => refId)
    return new Set(ids).size === ids.length && ids.every((id) => /^[A-Z]+$/.test(id))
  }),
  {
    name: 'an id for each panel',
    faults: ({ panels }) => {
      const ids = panels.map(({ id }) => id)
      return ids.filter((id, index) => ids.indexOf(id) !== index || !(id > 0)).map((id) => `panel ${id}`)
    },
  },
  {
    name: 'a uid and a title of its own',
    faults: ({ uid, title }, { dashboards }) => [
      ...(/^[a-z][a-z0-9-]{0,39}$/.test(uid) ? [] : [`the uid ${uid}`]),
      ...(dashboards.filter((each) => each.uid === uid || each.title === title).length === 1 ? [] : [title]),
    ],
  },
  {
    name: 'no title twice',
    faults: ({ panels }) => {
      const titles = panels.map(({ title, type }) => `${type === 'row' ? 'row ' : ''}${title}`)
      return titles.filter((title, index) => titles.indexOf(title) !== index)
    },
  },
  {
    name: 'panels side by side, and none beyond the edge',
    faults: ({ panels }) => {
      const overlapping = panels.filter((one, index) =>
        panels.slice(index + 1).some((other) => overlap(one, other)),
      )
      const beyond = panels.filter(({ gridPos }) => gridPos.x < 0 || gridPos.x + gridPos.w > 24)
      return [...overlapping, ...beyond].map(({ id, title }) => `panel ${id} (${title})`)
    },
  },
  {
    name: 'links that lead somewhere',
    faults: ({ panels }, { dashboards }) =>
      panels.flatMap(({ title, links = [] }) =>
        links
          .filter(({ url }) => !leadsSomewhere(url, dashboards))
          .map((link) => `${title}: ${link.title} → ${link.url}`),
      ),
  },
]

function overlap({ gridPos: a }: GrafanaPanel, { gridPos: b }: GrafanaPanel): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h
}

/** Whether a link of Grafana's own leads to a dashboard that is there, and to a panel on it that is no heading. */
export function leadsSomewhere(
  url: string,
  dashboards: readonly { readonly uid: string; readonly panels: readonly GrafanaPanel[] }[],
): boolean {
  const [, uid, id] = /\/d\/([a-z0-9-]+)\?(?:viewPanel=(\d+))?/.exec(url) ?? []
  const there = dashboards.find((each) => each.uid === uid)
  if (there === undefined) return false
  return id === undefined || there.panels.some((panel) => String(panel.id) === id && panel.type !== 'row')
}
