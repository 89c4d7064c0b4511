import type { AlertRule } from 'spanmeter/grafana'

/** What must be so: the value of a PromQL query, above or below a number. */
export type Condition = { readonly query: string } & (
  | { readonly above: number; readonly below?: never }
  | { readonly below: number; readonly above?: never }
)

/** An alert that Grafana evaluates. All of its conditions must hold. */
export interface GrafanaAlert {
  readonly name: string
  readonly conditions: readonly [Condition, ...Condition[]]
  /** Default `5m`. */
  readonly for?: string
  /** Of the folder that it is in. Default `monitoring-service`. */
  readonly folderUid?: string
  /** Of Prometheus in Grafana. Default `prometheus`. */
  readonly dataSourceUid?: string
}

/** The alert as a rule: a query and a threshold for each condition, and where there are several, all of them. */
export function alertRuleOf({ name, conditions, ...alert }: GrafanaAlert): AlertRule {
  const { folderUid = 'monitoring-service', dataSourceUid = 'prometheus' } = alert
  const steps = conditions.flatMap(({ query, above, below }, index) => {
    const evaluator = above === undefined ? { type: 'lt', params: [below] } : { type: 'gt', params: [above] }
    return [
      { refId: `QUERY${index}`, datasourceUid: dataSourceUid, model: { expr: query, instant: true } },
      {
        refId: `HOLDS${index}`,
        datasourceUid: '__expr__',
        model: { type: 'threshold', expression: `QUERY${index}`, conditions: [{ evaluator }] },
      },
    ]
  })
  const all = conditions.map((_, index) => `$HOLDS${index}`).join(' && ')
  const last = { refId: 'ALL', datasourceUid: '__expr__', model: { type: 'math', expression: all } }
  const group = 'monitoring-service'
  const base = { title: name, folderUid, group, for: alert.for ?? '5m' }
  return conditions.length === 1
    ? { ...base, steps, condition: 'HOLDS0' }
    : { ...base, steps: [...steps, last], condition: 'ALL' }
}
