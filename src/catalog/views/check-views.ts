import { type Alert, DEFAULT_WINDOW } from './alert.ts'
import type { Panel } from './panel.ts'
import type { Query } from './query.ts'

/** Panels and alerts of one domain. */
export interface Views {
  readonly panels: Readonly<Record<string, Panel>>
  readonly alerts: Readonly<Record<string, Alert>>
}

/**
 * What is wrong with panels and alerts beyond what types hold, one sentence each: texts that say nothing, quantiles
 * out of range, placeholders without a value, guards that guard nothing.
 *
 * @example
 * expect(checkViews({ panels: mailPanels, alerts: mailAlerts })).toEqual([])
 */
export function checkViews({ panels, alerts }: Views): string[] {
  return [
    ...Object.entries(panels).flatMap(([key, panel]) =>
      panelFaults(panel).map((fault) => `${key}: ${fault}`),
    ),
    ...Object.entries(alerts).flatMap(([key, alert]) =>
      alertFaults(alert, panels).map((fault) => `${key}: ${fault}`),
    ),
  ]
}

function panelFaults({ title, description, query, drawn }: Panel): string[] {
  return [
    ...(title.trim() === '' ? ['the title is empty.'] : []),
    ...(isSentence(description) ? [] : [`the description is no sentence: ${JSON.stringify(description)}.`]),
    ...((query.show === 'heatmap') === ((drawn ?? 'heatmap') === 'heatmap') || drawn === undefined
      ? []
      : [`a query of ${query.show} cannot be drawn as ${drawn}.`]),
    ...queryFaults(query),
  ]
}

function queryFaults(query: Query): string[] {
  if (query.show === 'quantile') {
    const outside = query.quantiles.filter((quantile) => !(quantile > 0 && quantile < 1))
    return [
      ...(query.quantiles.length === 0 ? ['it asks for no quantile.'] : []),
      ...outside.map((quantile) => `${quantile} is no quantile; quantiles lie between 0 and 1.`),
    ]
  }
  if (query.show === 'top' && !(Number.isInteger(query.count) && query.count > 0)) {
    return [`${query.count} is no number of top values.`]
  }
  if (query.show === 'promql' && query.text.trim() === '') return ['its PromQL is empty.']
  if (query.show === 'compare' && Object.keys(query.queries).length < 2) {
    return ['it compares fewer than two.']
  }
  return []
}

function alertFaults(alert: Alert, panels: Views['panels']): string[] {
  const { summary, description, when, minimum, runbook, window = DEFAULT_WINDOW } = alert
  const known = ['value', ...figures, ...(when.by ?? [])]
  const texts = [summary, runbook.meaning, runbook.impact, ...runbook.look, ...runbook.mend]
  return [
    ...(summary.trim() === '' ? ['the summary is empty.'] : []),
    ...(isSentence(description) ? [] : [`the description is no sentence: ${JSON.stringify(description)}.`]),
    ...(description.includes('{value}') ? [] : ['the description does not tell the value.']),
    ...placeholdersIn(description)
      .filter((name) => !known.includes(name))
      .map((name) => `the description has {${name}}, which is no label in \`by\`.`),
    ...texts.flatMap((text) =>
      placeholdersIn(text)
        .filter((name) => !figures.includes(name))
        .map((name) => `{${name}} stands for nothing in ${JSON.stringify(text)}.`),
    ),
    ...(panels[alert.panel] === undefined ? [`there is no panel ${alert.panel}.`] : []),
    ...(when.show === 'quantile' && when.quantiles.length !== 1
      ? ['it watches not exactly one quantile.']
      : []),
    ...((when.show === 'ratio' || when.show === 'quantile') && minimum === undefined
      ? [`a ${when.show} without minimum traffic fires on a single event.`]
      : []),
    ...minimumFaults(alert),
    ...(/^[1-9]\d*[smhd]$/.test(window) ? [] : [`the window ${window} is no duration.`]),
    ...(/^\d+[smhd]$/.test(alert.for) ? [] : [`${alert.for} is no duration.`]),
    ...(isSentence(runbook.meaning) &&
    isSentence(runbook.impact) &&
    runbook.look.length > 0 &&
    runbook.mend.length > 0
      ? []
      : ['the runbook leaves something out.']),
    ...queryFaults(when),
  ]
}

/** What each text of an alert may ask of the alert itself. */
const figures: readonly string[] = ['bound', 'for', 'window']

function placeholdersIn(text: string): string[] {
  return [...text.matchAll(/\{(\w+)\}/g)].flatMap(([, name]) => name ?? [])
}

function minimumFaults({ when: { show }, minimum }: Alert): string[] {
  if (minimum === undefined) return []
  if (typeof minimum === 'number') {
    if (show === 'promql') return ['PromQL does not tell what its minimum counts: say { of, count }.']
    return show === 'value' || show === 'increase' ? [`a minimum means nothing to a query of ${show}.`] : []
  }
  return [
    ...(minimum.count > 0 ? [] : [`${minimum.count} is no minimum: there are always as many.`]),
    ...queryFaults(minimum.of),
  ]
}

function isSentence(text: string): boolean {
  return /^\S.*[.!?]$/s.test(text)
}
