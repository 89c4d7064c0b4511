import type { LintRule } from '../exception.ts'

/** One breach of a rule that no exception in the catalog excuses. */
export interface Finding {
  readonly rule: LintRule
  /** Where: `cache`, `cache.hitRate`, `cache.hitRate{tenant_id}`. */
  readonly where: string
  /** What is wrong, with the value, and what to do. */
  readonly message: string
}

/** What a rule says of what it was shown: nothing, or what is wrong. */
export type Verdict = Omit<Finding, 'where'>
