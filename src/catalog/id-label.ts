import type { ValueLimit } from '../instruments/labelled/index.ts'
import type { ResolvedLabel } from './resolved.ts'

const idLike = /(^|_)(id|uuid|guid|ip|email|phone|token|session|user|customer|url|uri|sql)$/

/** Whether a label of this name has as many values as there are users, orders or calls, unless somebody limits them. */
export function looksLikeId(name: string): boolean {
  return idLike.test(name)
}

/**
 * The labels of a metric that are kept to their bound: ids, since of them there is always one more. Other bounds are
 * what somebody reckons with, and nothing is cut off by them.
 */
export function idLimits(labels: readonly ResolvedLabel[]): ValueLimit[] {
  return labels.flatMap(({ key, attribute, values, bound }) => {
    if (attribute === false || values !== undefined || bound === undefined || !looksLikeId(attribute))
      return []
    const decides = labels.flatMap((other) =>
      other.attribute !== false && other.determinedBy?.includes(key) === true ? [other.attribute] : [],
    )
    return [{ label: attribute, decides, most: bound }]
  })
}
