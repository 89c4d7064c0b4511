/** Fields of an entry, and those of its context, are tried one by one; what is deeper is told as a whole. */
const LEVELS = 2

/** An entry as one line of JSON, whatever is in it: in the place of what cannot be JSON stands why it cannot. */
export function jsonLine(entry: object, levels = LEVELS): string {
  try {
    // A toJSON may give nothing.
    return JSON.stringify(entry) ?? 'null'
  } catch (error) {
    const fields = levels === 0 ? undefined : fieldsOf(entry)
    if (fields === undefined) return JSON.stringify(`No JSON: ${reasonOf(error)}`)
    return `{${fields.map(([key, value]) => `${JSON.stringify(key)}:${jsonOf(value, levels - 1)}`).join()}}`
  }
}

function jsonOf(value: unknown, levels: number): string {
  if (typeof value === 'bigint') return JSON.stringify(String(value))
  if (typeof value === 'object' && value !== null) return jsonLine(value, levels)
  // As in a list, a function or a symbol is null.
  return JSON.stringify(value) ?? 'null'
}

function fieldsOf(entry: object): [string, unknown][] | undefined {
  try {
    return Object.entries(entry)
  } catch {
    // A property that throws when it is read.
    return undefined
  }
}

/** In one line: of a circular value, further ones draw the way. */
function reasonOf(error: unknown): string {
  return error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'it throws'
}
