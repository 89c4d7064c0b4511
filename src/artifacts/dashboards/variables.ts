import {
  CustomVariableBuilder,
  DatasourceVariableBuilder,
  IntervalVariableBuilder,
  QueryVariableBuilder,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard'

import { anyOf } from '../promql/index.ts'
import type { Choice } from './layout.ts'

/** Whatever Prometheus the variable names. */
export const datasource = { type: 'prometheus', uid: `\${datasource}` } as const

const sources = ['scrape', 'otlp'] as const

type Variable =
  | DatasourceVariableBuilder
  | QueryVariableBuilder
  | CustomVariableBuilder
  | IntervalVariableBuilder

/** What can be chosen on a dashboard. */
export interface VariablesInput {
  readonly anchor: Anchor
  /** Default: none. */
  readonly choices?: readonly ChoiceFrom[]
}

/** A metric that every process of the system has: its labels are what can be chosen. */
export interface Anchor {
  readonly metric: string
  /** The jobs of the system, where others have the metric too. */
  readonly jobs?: readonly string[]
}

/** A variable beside those of every dashboard, and the metric that has its values. */
export interface ChoiceFrom extends Choice {
  readonly from: Anchor
}

/**
 * The variables of every dashboard. `source` has one value and never all: each series comes by two ways, and their sum
 * would be twice the truth.
 */
export function variablesOf({ anchor, choices = [] }: VariablesInput): Variable[] {
  return [
    new DatasourceVariableBuilder('datasource').label('Data source').type('prometheus'),
    choice('job', 'Job', valuesOf(anchor, 'job')),
    choice('instance', 'Instance', `label_values(${anchor.metric}{job=~"$job"}, instance)`),
    sourceVariable(),
    // A target without the label is still one of all.
    ...choices.map(({ label, title, on, from }) =>
      choice(label, title, valuesOf(from, label), on === 'target' ? '.*' : '.+'),
    ),
    new IntervalVariableBuilder('interval')
      .label('Interval')
      .values('1m,5m,15m,1h,6h,1d')
      .auto(true)
      .minInterval('1m')
      .stepCount(30)
      .current({ text: '1m', value: '1m', selected: true }),
  ]
}

function valuesOf({ metric, jobs }: Anchor, label: string): string {
  return `label_values(${metric}${jobs === undefined ? '' : `{job=~${JSON.stringify(anyOf(jobs))}}`}, ${label})`
}

function choice(name: string, label: string, definition: string, all = '.+'): QueryVariableBuilder {
  return new QueryVariableBuilder(name)
    .label(label)
    .datasource(datasource)
    .query({ query: definition, refId: 'Variable' })
    .definition(definition)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true)
    .allValue(all)
    .current({ text: 'All', value: '$__all', selected: true })
}

function sourceVariable(): CustomVariableBuilder {
  return new CustomVariableBuilder('source')
    .label('Source')
    .description('Which way the series took: the scrape of the process, or OTLP through the Collector.')
    .values(sources.join(','))
    .options(sources.map((value) => ({ text: value, value, selected: value === 'scrape' })))
    .current({ text: 'scrape', value: 'scrape', selected: true })
}
