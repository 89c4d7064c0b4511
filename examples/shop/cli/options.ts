import { parseArgs } from 'node:util'
import { FAULT_NAMES, type FaultName, isFaultName } from '../faults/faults.ts'
import { parseDuration } from './duration.ts'

/** What the command line asks for. */
export interface ShopOptions {
  /** Requests per second that the load generator sends. 0 sends none. */
  readonly rate: number
  /** Seconds until the shop ends by itself; `undefined` runs until Ctrl-C. */
  readonly duration: number | undefined
  readonly faults: readonly FaultName[]
  readonly namespace: string
  readonly json: boolean
}

/** What to do about a command line: run, explain, or say what is wrong with it. */
export type Command =
  | { readonly do: 'run'; readonly options: ShopOptions }
  | { readonly do: 'help' }
  | { readonly do: 'refuse'; readonly message: string }

const MAX_RATE = 2_000
const NAMES = ['rate', 'duration', 'fault', 'namespace', 'json', 'help'] as const
const TAKES_VALUE = new Set<string>(['rate', 'duration', 'fault', 'namespace'])

/** Reads the arguments after `node main.js`. Never throws: whatever is wrong becomes one sentence. */
export function parseCommand(argv: readonly string[]): Command {
  const { tokens } = parseArgs({
    args: [...argv],
    options: {
      rate: { type: 'string' },
      duration: { type: 'string' },
      fault: { type: 'string', multiple: true },
      namespace: { type: 'string' },
      json: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
    strict: false,
    allowPositionals: true,
    tokens: true,
  })
  let rate = 40
  let duration: number | undefined
  let namespace = 'shop'
  let json = false
  const faults: FaultName[] = []
  for (const token of tokens) {
    if (token.kind === 'option-terminator') continue
    if (token.kind === 'positional')
      return refuse(`"${token.value}" is not an option: options begin with --.`)
    if (!NAMES.some((name) => name === token.name)) return refuse(`There is no option ${token.rawName}.`)
    if (TAKES_VALUE.has(token.name) !== (token.value !== undefined)) {
      return refuse(`${token.rawName} ${TAKES_VALUE.has(token.name) ? 'needs a value' : 'takes no value'}.`)
    }
    const value = token.value ?? ''
    switch (token.name) {
      case 'help':
        return { do: 'help' }
      case 'json':
        json = true
        break
      case 'rate':
        rate = value.trim() === '' ? Number.NaN : Number(value)
        if (!(rate >= 0 && rate <= MAX_RATE))
          return refuse(
            `--rate is "${value}", and must be a number of requests per second from 0 to ${MAX_RATE}.`,
          )
        break
      case 'duration':
        duration = parseDuration(value)
        if (duration === undefined)
          return refuse(`--duration is "${value}", and must be a time above 0, as in 500ms, 30s or 5m.`)
        break
      case 'namespace':
        namespace = value
        if (!/^([a-zA-Z_][a-zA-Z0-9_]*)?$/.test(value))
          return refuse(
            `--namespace is "${value}", and may hold letters, digits and _ only, with no digit first.`,
          )
        break
      case 'fault':
        if (!isFaultName(value))
          return refuse(`There is no fault "${value}": choose from ${FAULT_NAMES.join(', ')}.`)
        faults.push(value)
        break
    }
  }
  return { do: 'run', options: { rate, duration, faults, namespace, json } }
}

function refuse(problem: string): Command {
  return { do: 'refuse', message: `${problem} See --help.` }
}
