/** One piece of SQL that matters here: a word, a literal, or a single other character. */
export interface SqlToken {
  readonly kind: 'word' | 'quoted' | 'literal' | 'other'
  readonly text: string
  /** Whether white space or a comment stood before it. */
  readonly spaced: boolean
}

const PIECES = {
  skip: /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|\s+/,
  // A backslash escapes in E'…' only.
  literal:
    /\be'(?:[^'\\]|''|\\[\s\S])*(?:'|$)|(?:\b[bnx]|\bu&)?'(?:[^']|'')*(?:'|$)|\d+(?:\.\d+)?(?:e[+-]?\d+)?/,
  dollars: /\$(?<tag>(?:[a-z_]\w*)?)\$[\s\S]*?(?:\$\k<tag>\$|$)/,
  quoted: /"(?:[^"]|"")*(?:"|$)/,
  parameter: /\$\d+/,
  word: /[\p{L}_][\p{L}\p{N}_$]*/u,
  other: /[\s\S]/,
}

/** What is not closed reaches to the end. The first alternative that fits is taken. */
const PIECE = new RegExp(
  Object.entries(PIECES)
    .map(([name, { source }]) => `(?<${name}>${source})`)
    .join('|'),
  'giu',
)

/** Splits SQL far enough to find its verb and table, and to leave its literals out. Never throws. */
export function* sqlTokens(sql: string): Generator<SqlToken> {
  let spaced = false
  for (const match of sql.matchAll(PIECE)) {
    const { skip, literal, dollars, quoted, word } = match.groups ?? {}
    const [text] = match
    if (skip !== undefined) {
      spaced = true
      continue
    }
    if (literal !== undefined || dollars !== undefined) yield { kind: 'literal', text, spaced }
    else if (quoted !== undefined) yield { kind: 'quoted', text, spaced }
    else if (word !== undefined) yield { kind: 'word', text, spaced }
    else yield { kind: 'other', text, spaced }
    spaced = false
  }
}
