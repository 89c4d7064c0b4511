import {
  CustomVariableBuilder,
  DatasourceVariableBuilder,
  IntervalVariableBuilder,
  QueryVariableBuilder,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard'

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
  /** A metric that every process of the system has: its labels are what can be chosen. */
  readonly anchor: string
}

/**
 * The variables of every dashboard. `source` has one value and never all: each series comes by two ways, and their sum
 * would be twice the truth.
 */
export function variablesOf({ anchor }: VariablesInput): Variable[] {
  return [
    new DatasourceVariableBuilder('datasource').label('Data source').type('prometheus'),
    choice('job', 'Job', `label_values(${anchor}, job)`),
    choice('instance', 'Instance', `label_values(${anchor}{job=~"$job"}, instance)`),
    sourceVariable(),
    new IntervalVariableBuilder('interval')
      .label('Interval')
      .values('1m,5m,15m,1h,6h,1d')
      .auto(true)
      .minInterval('1m')
      .stepCount(30)
      .current({ text: '1m', value: '1m', selected: true }),
  ]
}

function choice(name: string, label: string, definition: string): QueryVariableBuilder {
  return new QueryVariableBuilder(name)
    .label(label)
    .datasource(datasource)
    .query({ query: definition, refId: 'Variable' })
    .definition(definition)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true)
    .allValue('.+')
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
