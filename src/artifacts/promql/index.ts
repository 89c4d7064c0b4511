export { type Answer, answersOf, queryLabel } from './answers.ts'
export { conditionOf, type Expression, expressionsOf } from './expressions.ts'
export { dashboardScope, type Matcher, ruleScope, type Scope, type Source } from './scope.ts'
export { anyOf, select, selector } from './selector.ts'
