/** What the lint looks for in a catalog. */
export type LintRule =
  | 'no-namespace'
  | 'no-subsystem'
  | 'invalid-name'
  | 'base-unit'
  | 'total-suffix'
  | 'unit-in-name'
  | 'translated-name'
  | 'missing-description'
  | 'unbounded-label'
  | 'id-label'
  | 'series-estimate'
  | 'missing-buckets'
  | 'unsorted-buckets'
  | 'unsuitable-buckets'
  | 'missing-attribute'
  | 'duplicate-name'

/** A rule that a system, domain, metric or label breaks on purpose, and why. It is data: docs print it. */
export interface LintException {
  readonly rule: LintRule
  /** A sentence that a reviewer can judge. */
  readonly reason: string
}
