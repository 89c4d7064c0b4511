import type { Subject } from './subject.ts'

/** The parts of the specification that the rules are from. */
export type Section =
  | 'Instruments'
  | 'Duplicate instrument registration'
  | 'Views'
  | 'Asynchronous instruments'
  | 'Temporality'
  | 'Bind'
  | 'Exemplar'
  | 'Cardinality limits'

/** One rule of the specification as a test: it fails on an SDK that does not meet the rule. */
export interface Rule {
  readonly section: Section
  /** The rule, in the specification's words as far as they are short. */
  readonly name: string
  readonly check: (subject: Subject) => Promise<void>
}

/** Collects the rules of one section. */
export function section(name: Section): {
  rules: Rule[]
  rule: (name: string, check: Rule['check']) => void
} {
  const rules: Rule[] = []
  return { rules, rule: (rule, check) => rules.push({ section: name, name: rule, check }) }
}
