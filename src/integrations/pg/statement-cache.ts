import { sanitisedSql } from './sanitised.ts'
import { describeStatement } from './statement.ts'

/** What is said about one SQL text. */
export interface DescribedSql {
  readonly query_type: string
  readonly table: string
  readonly sql: string
}

const REMEMBERED = 500
const LONGEST = 10_000

/** Describes SQL, and remembers the last 500 texts: programs send few texts, and send them often. */
export function createDescriber(): (sql: string) => DescribedSql {
  const known = new Map<string, DescribedSql>()
  return (sql) => {
    const before = known.get(sql)
    if (before !== undefined) return before
    const { queryType, table } = describeStatement(sql)
    const described = { query_type: queryType, table, sql: sanitisedSql(sql) }
    if (sql.length > LONGEST) return described
    if (known.size === REMEMBERED) {
      const [oldest] = known.keys()
      if (oldest !== undefined) known.delete(oldest)
    }
    known.set(sql, described)
    return described
  }
}
