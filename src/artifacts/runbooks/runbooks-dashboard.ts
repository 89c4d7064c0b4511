import { RowBuilder } from '@grafana/grafana-foundation-sdk/dashboard'
import { PanelBuilder as TextBuilder, TextMode } from '@grafana/grafana-foundation-sdk/text'
import { emptyDashboard, Grid, jsonOf, type VariablesInput } from '../dashboards/index.ts'
import { type RunbookEntry, runbookText } from './runbook.ts'

/** What the dashboard of runbooks is made with. */
export interface RunbooksInput {
  readonly uid: string
  readonly title: string
  readonly system: string
  readonly entries: readonly RunbookEntry[]
  readonly variables: VariablesInput
  /** Where what an alert watches is shown. */
  readonly panelUrl: (entry: RunbookEntry) => string | undefined
}

/** A dashboard of texts, one for each alert: what panels and alerts lead to when there is no site with the docs. */
export function runbooksDashboard(input: RunbooksInput): string {
  const { uid, title, system, entries, panelUrl } = input
  const builder = emptyDashboard({
    uid,
    title: `${title} Runbooks`,
    description: `What to do when an alert of ${title} fires: one text for each alert.`,
    tags: [system],
    variables: input.variables,
  })
  const grid = new Grid()
  const groups = [...new Set(entries.map(groupOf))]
  for (const [index, group] of groups.entries()) {
    builder.withRow(new RowBuilder(group).id(entries.length + 1 + index).gridPos(grid.heading()))
    const grouped = entries.filter((each) => groupOf(each) === group)
    for (const [position, entry] of grouped.entries()) {
      const alone = position === grouped.length - 1 && position % 2 === 0
      builder.withPanel(
        new TextBuilder()
          .id(entry.id)
          .title(entry.alert)
          .description(`${entry.rule.summary}.`)
          .mode(TextMode.Markdown)
          .content(runbookText(entry, panelUrl(entry)))
          .gridPos(grid.place(alone ? 24 : 12, 16)),
      )
    }
  }
  return jsonOf(builder)
}

function groupOf({ rule }: RunbookEntry): string {
  return rule.labels.domain?.replaceAll(/[_-]/g, ' ') ?? 'promises'
}
