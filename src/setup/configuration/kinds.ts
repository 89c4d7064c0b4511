import type { Kind } from './variables.ts'

/** A whole number from `min` up to `max`; milliseconds and counts. */
export function wholeNumber(min: number, max = Number.MAX_SAFE_INTEGER): Kind<number> {
  const check = (value: number) =>
    Number.isInteger(value) && value >= min && value <= max ? value : undefined
  const range = max === Number.MAX_SAFE_INTEGER ? `from ${min} up` : `from ${min} to ${max}`
  return { expected: `a whole number ${range}`, parse: (text) => check(Number(text)), check }
}

/** A timer of Node.js fires at once when it is given more than 2^31 - 1 milliseconds. */
export const longestTimer = 2 ** 31 - 1

/** Milliseconds that a timer can wait, 1 or more. */
export const milliseconds = wholeNumber(1, longestTimer)

/** A number from 0 to 1. */
export const ratio: Kind<number> = {
  expected: 'a number from 0 to 1',
  parse: (text) => {
    const value = Number(text)
    return value >= 0 && value <= 1 ? value : undefined
  },
}

/** One of a few words, in any case. */
export function oneOf<const Word extends string>(words: readonly Word[], note = ''): Kind<Word> {
  const find = (text: string) => words.find((word) => word === text.toLowerCase())
  return {
    expected: `one of ${words.join(', ')}${note}`,
    parse: find,
    check: (value) => (typeof value === 'string' ? find(value) : undefined),
  }
}

const truths: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
])

/** `true` or `false`, in any case. */
export const boolean: Kind<boolean> = {
  expected: 'true or false',
  parse: (text) => truths.get(text.toLowerCase()),
  check: (value) => (typeof value === 'boolean' ? value : undefined),
}

/** Any text that is not empty. */
export const text: Kind<string> = {
  expected: 'a text that is not empty',
  parse: (value) => value,
  check: (value) => (typeof value === 'string' && value.trim() !== '' ? value : undefined),
}

/** A token or password. */
export const secretText: Kind<string> = { ...text, secret: true }

/** An address of a web server: `http://127.0.0.1:4318`. */
export const httpUrl: Kind<string> = {
  expected: 'an address that starts with http:// or https://',
  parse: (value) => (isHttpUrl(value) ? value : undefined),
  check: (value) => (isHttpUrl(value) ? value : undefined),
}

function isHttpUrl(value: string): boolean {
  try {
    return /^https?:$/.test(new URL(value).protocol)
  } catch {
    return false
  }
}

/** A path that starts with `/`, without a query. */
export const urlPath: Kind<string> = {
  expected: 'a path such as /metrics',
  parse: (value) => (/^\/[^?#\s]*$/.test(value) ? value : undefined),
  check: (value) => (typeof value === 'string' && /^\/[^?#\s]*$/.test(value) ? value : undefined),
}

/** `key=value` pairs between commas, percent-decoded; wrong as a whole when one pair is. */
export const keyValues: Kind<Readonly<Record<string, string>>> = {
  expected: 'a list of key=value pairs with commas between them, whose , and = and % are percent-encoded',
  parse: parsePairs,
  show: (pairs) => Object.keys(pairs).join(', '),
}

/** The same, for pairs whose values are secrets. */
export const secretKeyValues: Kind<Readonly<Record<string, string>>> = { ...keyValues, secret: true }

function parsePairs(text: string): Record<string, string> | undefined {
  const pairs = new Map<string, string>()
  for (const part of text.split(',')) {
    if (part.trim() === '') continue
    const split = part.indexOf('=')
    if (split < 0) return undefined
    try {
      const key = decodeURIComponent(part.slice(0, split).trim())
      if (key === '') return undefined
      pairs.set(key, decodeURIComponent(part.slice(split + 1).trim()))
    } catch {
      return undefined
    }
  }
  return Object.fromEntries(pairs)
}
