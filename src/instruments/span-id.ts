/** How many 32-bit words a trace id and a span id make. */
export const ID_WORDS = 6

const TRACE_DIGITS = 32
const SPAN_DIGITS = 16

/**
 * Writes the ids of a span as six words, so that an exemplar holds neither strings nor objects.
 *
 * @returns `false`, with nothing to rely on in `words`, when they are no valid ids: not hexadecimal, or all zeros
 */
export function writeIds(traceId: string, spanId: string, words: Uint32Array, at: number): boolean {
  if (typeof traceId !== 'string' || typeof spanId !== 'string') return false
  if (traceId.length !== TRACE_DIGITS || spanId.length !== SPAN_DIGITS) return false
  return writeHex(traceId, words, at) && writeHex(spanId, words, at + TRACE_DIGITS / 8)
}

/** The ids that were written, in lower case; empty where all words are 0. */
export function readIds(words: Uint32Array, at: number): { traceId: string; spanId: string } {
  return {
    traceId: readHex(words, at, at + TRACE_DIGITS / 8),
    spanId: readHex(words, at + TRACE_DIGITS / 8, at + ID_WORDS),
  }
}

function writeHex(text: string, words: Uint32Array, at: number): boolean {
  let any = 0
  for (let i = 0; i < text.length; i += 8) {
    let word = 0
    for (let digit = i; digit < i + 8; digit++) {
      const value = hexDigit(text.charCodeAt(digit))
      if (value < 0) return false
      word = (word << 4) | value
    }
    words[at + i / 8] = word
    any |= word
  }
  return any !== 0
}

function hexDigit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48
  // Setting this bit turns a capital letter into a small one.
  const small = code | 32
  return small >= 97 && small <= 102 ? small - 87 : -1
}

function readHex(words: Uint32Array, from: number, to: number): string {
  let text = ''
  let any = 0
  for (let i = from; i < to; i++) {
    const word = words[i] ?? 0
    any |= word
    text += word.toString(16).padStart(8, '0')
  }
  return any === 0 ? '' : text
}
