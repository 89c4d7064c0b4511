import type { LabelSpecs } from './spec.ts'

/**
 * The labels that decide a label, the nearest first; none where it stands for itself. The list ends before it repeats:
 * `checkCatalog` refuses circles.
 */
export function determiners(labels: LabelSpecs, label: string): string[] {
  const found: string[] = []
  let next = labels[label]?.determinedBy
  while (next !== undefined && !found.includes(next)) {
    found.push(next)
    next = labels[next]?.determinedBy
  }
  return found
}
