import { parser } from '@prometheus-io/lezer-promql'

type SyntaxNode = ReturnType<typeof parser.parse>['topNode']

/** One selector of an expression: what it selects, and over which range. */
export interface SelectorInQuery {
  readonly metric: string
  readonly matchers: readonly string[]
  /** The functions and aggregations around it, innermost first. */
  readonly inside: readonly string[]
  /** Whether it stands in a division that has nothing aggregated below it. */
  readonly dividedBare: boolean
}

/** Grafana's variables for ranges as something that Prometheus reads; those in strings are strings. */
function withoutVariables(expression: string): string {
  return expression
    .replaceAll(/\$__(rate_interval|interval|range)\b/g, '5m')
    .replaceAll(/\$interval\b/g, '5m')
}

/** Where the expression is no PromQL, as Prometheus' own grammar has it. */
export function syntaxErrors(expression: string): string[] {
  const text = withoutVariables(expression)
  const errors: string[] = []
  parser.parse(text).iterate({
    enter: ({ type, from }) => {
      if (type.isError) errors.push(`at ${from}: ${text.slice(from, from + 30)}`)
    },
  })
  return errors
}

/** Every selector of an expression. */
export function selectorsOf(expression: string): SelectorInQuery[] {
  const text = withoutVariables(expression)
  const found: SelectorInQuery[] = []
  parser.parse(text).iterate({
    enter: ({ name, node }) => {
      if (name === 'VectorSelector') found.push(selector(node, text))
    },
  })
  return found
}

function selector(node: SyntaxNode, text: string): SelectorInQuery {
  const read = (child: SyntaxNode | null): string => (child === null ? '' : text.slice(child.from, child.to))
  const matchers = node.getChild('LabelMatchers')
  const around = ancestors(node)
  const inside = around.flatMap((each) => operation(each, text) ?? [])
  const division = around.findIndex(
    ({ name, node: at }) => name === 'BinaryExpr' && at.getChild('Div') !== null,
  )
  const aggregation = around.findIndex(({ name }) => name === 'AggregateExpr')
  return {
    metric: read(node.getChild('Identifier')),
    matchers: read(matchers)
      .replace(/^\{|\}$/g, '')
      .split(',')
      .filter((each) => each !== ''),
    inside,
    dividedBare: division !== -1 && (aggregation === -1 || aggregation > division),
  }
}

function ancestors(node: SyntaxNode): { name: string; node: SyntaxNode }[] {
  const { parent } = node
  return parent === null ? [] : [{ name: parent.name, node: parent }, ...ancestors(parent)]
}

function operation({ name, node }: { name: string; node: SyntaxNode }, text: string): string | undefined {
  if (name !== 'FunctionCall' && name !== 'AggregateExpr') return undefined
  return /^[a-z_]+/.exec(text.slice(node.from, node.to))?.[0]
}
