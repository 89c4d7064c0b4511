import type { Rule } from '../rule.ts'
import { asynchronousRules } from './asynchronous.ts'
import { bindRules } from './bind.ts'
import { cardinalityRules } from './cardinality.ts'
import { exemplarRules } from './exemplar.ts'
import { instrumentRules } from './instruments.ts'
import { registrationRules } from './registration.ts'
import { temporalityRules } from './temporality.ts'
import { viewRules } from './views.ts'

/** Every rule that an SDK is held to. */
export const allRules: readonly Rule[] = [
  ...instrumentRules,
  ...registrationRules,
  ...viewRules,
  ...asynchronousRules,
  ...temporalityRules,
  ...bindRules,
  ...exemplarRules,
  ...cardinalityRules,
]
