/** The environment as configuration reads it; `process.env` fits. */
export type Environment = Readonly<Record<string, string | undefined>>

/** One kind of value: how it is read, and what to say when it cannot be. */
export interface Kind<Value> {
  /** Completes "which is not …". */
  readonly expected: string
  /** The value, or `undefined` when the text is wrong. */
  parse(text: string): Value | undefined
  /** The value of an option, or `undefined` when it is wrong. Default: every option is taken as it is. */
  check?(option: Value): Value | undefined
  show?(value: Value): string
  /** The text may hold a secret, and is left out of warnings. */
  readonly secret?: boolean
}

/** One setting: an option, else the first variable that holds something, else a default. */
export interface Setting<Value, Fallback> {
  readonly kind: Kind<Value>
  readonly option?: readonly [name: string, value: Value | undefined]
  /** The more specific first. */
  readonly variables?: readonly string[]
  readonly fallback: Fallback
  /** What the default is called in a warning; by itself it is shown as it is. */
  readonly fallbackText?: string
}

/**
 * Reads settings of options and variables, and gathers one warning for each wrong value. An option wins over a
 * variable, an empty variable counts as unset, and a wrong value counts as unset too.
 *
 * @example
 * const variables = new Variables({ OTEL_BSP_SCHEDULE_DELAY: 'soon' })
 * variables.read({ kind: wholeNumber(0), variables: ['OTEL_BSP_SCHEDULE_DELAY'], fallback: 5000 }) // 5000
 * variables.warnings // ['OTEL_BSP_SCHEDULE_DELAY is "soon", which is not a whole number from 0 up: 5000 is used instead.']
 */
export class Variables {
  readonly #warnings = new Set<string>()
  readonly #environment: Environment

  constructor(environment: Environment) {
    this.#environment = environment
  }

  get warnings(): readonly string[] {
    return [...this.#warnings]
  }

  /** A variable that several settings read is warned of once. */
  warn(warning: string): void {
    this.#warnings.add(warning)
  }

  /** What a variable holds, without the spaces around it; `undefined` when that is nothing. */
  text(name: string): string | undefined {
    const text = this.#environment[name]?.trim()
    return text === '' ? undefined : text
  }

  read<Value, Fallback>(setting: Setting<Value, Fallback>): Value | Fallback {
    const { kind, option, variables = [], fallback } = setting
    const wrong: string[] = []
    const settle = (value: Value | Fallback, shown: string): Value | Fallback => {
      for (const subject of wrong) {
        this.warn(`${subject}, which is not ${kind.expected}: ${shown} is used instead.`)
      }
      return value
    }
    if (option?.[1] !== undefined) {
      const [name, given] = option
      const value = kind.check === undefined ? given : kind.check(given)
      if (value !== undefined) return value
      wrong.push(`The option ${name} is ${kind.secret ? 'given' : print(given)}`)
    }
    for (const name of variables) {
      const text = this.text(name)
      if (text === undefined) continue
      const value = kind.parse(text)
      if (value !== undefined) return settle(value, kind.show?.(value) ?? print(value))
      wrong.push(`${name} is ${kind.secret ? 'set' : JSON.stringify(text)}`)
    }
    return settle(fallback, setting.fallbackText ?? print(fallback))
  }
}

function print(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (typeof value === 'string' || Array.isArray(value)) return value.length === 0 ? 'nothing' : String(value)
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : typeof value
}
