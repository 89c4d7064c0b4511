import { type SqlToken, sqlTokens } from './sql-tokens.ts'

/** What a metric and a span say about a piece of SQL. */
export interface Statement {
  /** Its verb in lower case: `select`, `insert`, `begin`; `unknown` for none. */
  readonly queryType: string
  /** The first table it is about, without schema and quotes; `none` for none. */
  readonly table: string
}

const VERBS = new Set(['select', 'insert', 'update', 'delete', 'merge'])
const BEFORE_TABLE = new Set(['from', 'into', 'update', 'join', 'table', 'truncate'])
/** Words that stand between those and the name: `DELETE FROM ONLY x`, `CREATE TABLE IF NOT EXISTS x`. */
const BETWEEN = new Set(['only', 'if', 'not', 'exists', 'table', 'lateral'])
const READ_AT_MOST = 20_000

/**
 * The verb and the first table of a statement. Of `WITH … SELECT` it is the verb that follows the common table
 * expressions. Reads SQL roughly, as names for a graph; what it cannot read is `unknown` and `none`, never an error.
 */
export function describeStatement(sql: string): Statement {
  const tokens = [...sqlTokens(sql.slice(0, READ_AT_MOST))]
  return { queryType: verbOf(tokens), table: tableOf(tokens) }
}

function verbOf(tokens: readonly SqlToken[]): string {
  const first = tokens.find(({ kind }) => kind === 'word')?.text.toLowerCase()
  if (first === undefined) return 'unknown'
  if (first !== 'with') return first
  let depth = 0
  for (const { kind, text } of tokens) {
    if (text === '(') depth++
    else if (text === ')') depth--
    else if (depth === 0 && kind === 'word' && VERBS.has(text.toLowerCase())) return text.toLowerCase()
  }
  return 'unknown'
}

function tableOf(tokens: readonly SqlToken[]): string {
  const expressions = namesOfExpressions(tokens)
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index]
    if (token?.kind !== 'word' || !BEFORE_TABLE.has(token.text.toLowerCase())) continue
    // `EXTRACT(year FROM created_at)` and `ON CONFLICT DO UPDATE SET` name no table.
    if (tokens[index - 3]?.text.toLowerCase() === 'extract') continue
    const name = nameAt(tokens, index + 1)
    if (name !== undefined && !expressions.has(name)) return name
  }
  return 'none'
}

function nameAt(tokens: readonly SqlToken[], start: number): string | undefined {
  let index = start
  while (tokens[index]?.kind === 'word' && BETWEEN.has(tokens[index]?.text.toLowerCase() ?? '')) index++
  let name = identifier(tokens[index])
  while (name !== undefined && tokens[index + 1]?.text === '.') {
    index += 2
    name = identifier(tokens[index]) ?? name
  }
  // A function in the place of a table, `FROM unnest(…)`, is none.
  return tokens[index + 1]?.text === '(' && tokens[start - 1]?.text.toLowerCase() === 'from'
    ? undefined
    : name
}

function identifier(token: SqlToken | undefined): string | undefined {
  if (token?.kind === 'quoted') return token.text.slice(1, -1).replaceAll('""', '"')
  if (token?.kind !== 'word') return undefined
  const name = token.text.toLowerCase()
  return name === 'set' || name === 'select' ? undefined : name
}

/** `WITH recent AS (…)`: `recent` is no table. */
function namesOfExpressions(tokens: readonly SqlToken[]): ReadonlySet<string> {
  const names = new Set<string>()
  if (tokens[0]?.text.toLowerCase() !== 'with') return names
  for (let index = 1; index < tokens.length - 1; index++) {
    const next = tokens[index + 1]?.text
    const name = next?.toLowerCase() === 'as' ? identifier(tokens[index]) : undefined
    if (name !== undefined && tokens[index + 2]?.kind !== 'literal') names.add(name)
  }
  return names
}
