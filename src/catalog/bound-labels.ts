import { dropAttribute, swallow } from '../guard/index.ts'
import type { SomeLabels } from './fixed-labels.ts'
import type { Catalog } from './spec.ts'

/**
 * What was bound before, and those of the labels handed over that can be bound now. A key that the domain does not
 * declare, or that is bound already, is left off and counted, and so is what is no label value. Never throws.
 */
export function boundLabels(catalog: Catalog, bound: SomeLabels, given: unknown): SomeLabels {
  const labels: Record<string, SomeLabels[string]> = { ...bound }
  try {
    for (const [key, value] of Object.entries(given ?? {})) {
      if (value === undefined) continue
      if (
        catalog.labels[key] === undefined ||
        Object.hasOwn(bound, key) ||
        catalog.constant?.[key] !== undefined
      ) {
        dropAttribute('unknown_label', catalog.name, key)
      } else if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
        labels[key] = value
      } else {
        dropAttribute('invalid_value', catalog.name, key)
      }
    }
  } catch (error) {
    swallow('labels to bind', error)
  }
  return labels
}
