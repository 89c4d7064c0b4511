import { syntaxErrors } from '../parsed-promql.ts'
import type { GrafanaDashboard, GrafanaVariable } from '../systems.ts'
import type { DashboardRule } from './rule.ts'

function variableRule(
  name: string,
  of: (variable: GrafanaVariable) => boolean,
  fine: (variable: GrafanaVariable) => boolean,
): DashboardRule {
  return {
    name,
    faults: ({ templating }) => {
      const found = templating.list.filter(of)
      if (found.length === 0) return ['there is none']
      return found.filter((variable) => !fine(variable)).map((variable) => variable.name)
    },
  }
}

function choice(variable: string, label: string): DashboardRule {
  return variableRule(
    `template-${variable}-rule`,
    ({ name }) => name === variable,
    ({ type, label: said, multi, includeAll, allValue, datasource }) =>
      type === 'query' &&
      said === label &&
      multi &&
      includeAll &&
      allValue === '.+' &&
      datasource?.uid === `\${datasource}`,
  )
}

/** What can be chosen on a dashboard. */
export const variableRules: readonly DashboardRule[] = [
  variableRule(
    'template-datasource-rule',
    ({ type }) => type === 'datasource',
    ({ name, label, query }) => name === 'datasource' && label === 'Data source' && query === 'prometheus',
  ),
  choice('job', 'Job'),
  choice('instance', 'Instance'),
  variableRule(
    'template-label-promql-rule',
    ({ type }) => type === 'query',
    ({ definition = '' }) => {
      const [, selector] = /^label_values\((.+), \w+\)$/.exec(definition) ?? []
      return selector !== undefined && syntaxErrors(selector).length === 0
    },
  ),
  variableRule(
    'template-on-time-change-reload',
    ({ type }) => type === 'query',
    ({ refresh }) => refresh === 2,
  ),
  variableRule(
    'one source at a time',
    ({ name }) => name === 'source',
    ({ type, multi, includeAll, options = [] }) =>
      type === 'custom' &&
      !multi &&
      !includeAll &&
      options.map(({ value }) => value).join() === 'scrape,otlp',
  ),
  variableRule(
    'an interval to count events by',
    ({ name }) => name === 'interval',
    ({ type }) => type === 'interval',
  ),
  {
    name: 'uneditable-dashboard-rule',
    faults: ({ editable }: GrafanaDashboard) => (editable ? ['it can be edited'] : []),
  },
]
