/** What a value may be: a kind, one of several texts, or a map of nothing but these keys. */
export type Schema = string | readonly string[] | { readonly [key: string]: Schema }

const kinds: Readonly<Record<string, (value: unknown) => boolean>> = {
  anything: () => true,
  boolean: (value) => typeof value === 'boolean',
  number: (value) => typeof value === 'number',
  numbers: (value) => Array.isArray(value) && value.every((item) => typeof item === 'number'),
  text: (value) => typeof value === 'string',
  texts: (value) => Array.isArray(value) && value.every((item) => typeof item === 'string'),
  duration: (value) => typeof value === 'string' && /^(\d+(\.\d+)?(ns|us|ms|s|m|h))+$/.test(value),
}

/** One sentence for each thing that the schema does not take; an unknown key is one. */
export function faults(schema: Schema, value: unknown, place: string): string[] {
  if (typeof schema === 'string') {
    const isKind = kinds[schema]
    if (isKind === undefined) throw new Error(`The schema knows no ${schema}.`)
    return isKind(value) ? [] : [`${place} is ${JSON.stringify(value)}, and must be: ${schema}.`]
  }
  if (isList(schema)) {
    return schema.some((one) => one === value)
      ? []
      : [`${place} is ${JSON.stringify(value)}, and must be one of: ${schema.join(', ')}.`]
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [`${place} must be a map.`]
  return Object.entries(value).flatMap(([key, inner]) => {
    const known = schema[key]
    return known === undefined ? [`${place} has no ${key}.`] : faults(known, inner, `${place}/${key}`)
  })
}

function isList(schema: Schema): schema is readonly string[] {
  return Array.isArray(schema)
}
