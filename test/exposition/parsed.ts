/** What the strict readers make of an exposition. */
export interface Exposition {
  readonly families: readonly ParsedFamily[]
}

export interface ParsedFamily {
  readonly name: string
  type: string
  help: string | undefined
  unit: string | undefined
  readonly samples: ParsedSample[]
}

export interface ParsedSample {
  readonly name: string
  readonly labels: ReadonlyMap<string, string>
  readonly value: number
  readonly exemplar: ParsedExemplar | undefined
}

export interface ParsedExemplar {
  readonly labels: ReadonlyMap<string, string>
  readonly value: number
  readonly seconds: number | undefined
}

/** The samples as `name{a="b"}` and their values, in no particular order. */
export function samplesOf({ families }: Exposition): Record<string, number> {
  return Object.fromEntries(
    families.flatMap(({ samples }) =>
      samples.map(({ name, labels, value }) => {
        const text = [...labels].map(([label, of]) => `${label}=${JSON.stringify(of)}`).sort()
        return [text.length === 0 ? name : `${name}{${text.join(',')}}`, value]
      }),
    ),
  )
}

export function familyOf({ families }: Exposition, name: string): ParsedFamily {
  const family = families.find((one) => one.name === name)
  if (family === undefined)
    throw new Error(`There is no family ${name}, only ${families.map((one) => one.name)}.`)
  return family
}
