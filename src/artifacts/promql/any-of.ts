/** A regular expression that matches these values and no other. */
export function anyOf(values: readonly (string | number)[]): string {
  return values.map((value) => String(value).replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('|')
}
