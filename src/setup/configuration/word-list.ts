import type { Variables } from './variables.ts'

/** A list of words in a variable: exporters, propagators. */
export interface WordListSetting<Word extends string> {
  readonly option?: readonly [name: string, value: readonly Word[] | undefined]
  readonly variable: string
  readonly words: readonly Word[]
  readonly fallback: readonly Word[]
  /** What to do about a word that is not among them. */
  readonly advice?: string
}

/**
 * Reads a list with commas between its words. Words that are not known are left off with one warning; when none is
 * left, the default is used. `none`, also beside others, is the empty list.
 */
export function readWordList<const Word extends string>(
  variables: Variables,
  setting: WordListSetting<Word>,
): readonly Exclude<Word, 'none'>[] {
  const { option, variable, words, fallback, advice = '' } = setting
  const given = option?.[1] ?? splitWords(variables.text(variable))
  if (given === undefined) return withoutNone(fallback)
  const known = words.filter((word) => given.some((entry) => entry.toLowerCase() === word))
  const unknown = given.filter((entry) => !words.some((word) => word === entry.toLowerCase()))
  const used = known.length > 0 ? withoutNone(known) : withoutNone(fallback)
  if (unknown.length > 0) {
    const source = option?.[1] === undefined ? variable : `The option ${option[0]}`
    const shown = used.length > 0 ? used.join(',') : 'none'
    variables.warn(
      `${source} is "${given.join(',')}", but ${unknown.map((word) => `"${word}"`).join(' and ')} is not one of ${words.join(', ')}${advice}: ${shown} is used instead.`,
    )
  }
  return used
}

function splitWords(text: string | undefined): string[] | undefined {
  const words = text?.split(',').map((word) => word.trim())
  const named = words?.filter((word) => word !== '')
  return named === undefined || named.length === 0 ? undefined : named
}

function withoutNone<Word extends string>(words: readonly Word[]): readonly Exclude<Word, 'none'>[] {
  if (words.some((word) => word === 'none')) return []
  return words.filter((word): word is Exclude<Word, 'none'> => word !== 'none')
}
