import { sqlTokens } from './sql-tokens.ts'

const KEPT_CHARACTERS = 4_000

/**
 * SQL without its literals, in one line, so that no value which somebody wrote into a statement ends up in a trace. Parameters
 * (`$1`) stay. This is what the semantic conventions ask of `db.query.text`.
 */
export function sanitisedSql(sql: string): string {
  let text = ''
  for (const token of sqlTokens(sql.slice(0, KEPT_CHARACTERS))) {
    text += `${token.spaced && text !== '' ? ' ' : ''}${token.kind === 'literal' ? '?' : token.text}`
  }
  return text
}
