import { parser } from '@prometheus-io/lezer-promql'

/** One node of a parsed expression. */
export type Node = ReturnType<typeof parser.parse>['topNode']

/** A text with its tree. */
export interface Parsed {
  readonly text: string
  readonly top: Node
}

/** Parses by Prometheus' own grammar. Throws where it is no PromQL. */
export function parse(text: string): Parsed {
  const { topNode } = parser.parse(text)
  const [error] = all(topNode, (node) => node.type.isError)
  if (error !== undefined) {
    const rest = text.slice(error.from, error.from + 30)
    throw new Error(`is no PromQL ${rest === '' ? 'at its end' : `at ${JSON.stringify(rest)}`}`)
  }
  return { text, top: topNode }
}

/** The nodes below one that are wanted, in the order of the text. */
export function all(top: Node, wanted: (node: Node) => boolean): Node[] {
  const found: Node[] = []
  top.cursor().iterate(({ node }) => {
    if (wanted(node)) found.push(node)
  })
  return found
}

/** The nodes around one, innermost first. */
export function around(node: Node): Node[] {
  const found: Node[] = []
  for (let each = node.parent; each !== null; each = each.parent) found.push(each)
  return found
}

/** What stands at a node. */
export function read({ text }: Parsed, node: Node): string {
  return text.slice(node.from, node.to)
}

/** The children of a node. */
export function children(node: Node): Node[] {
  const found: Node[] = []
  for (let each = node.firstChild; each !== null; each = each.nextSibling) found.push(each)
  return found
}

/** The value of a string literal, or the text of a bare name. */
export function unquoted(parsed: Parsed, node: Node): string {
  const text = read(parsed, node)
  if (!/^["'`]/.test(text)) return text
  const inner = text.slice(1, -1)
  return text.startsWith('`') ? inner : inner.replaceAll(/\\(.)/gs, '$1')
}
