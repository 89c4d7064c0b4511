import { describe, expect, test } from 'vitest'
import { entryPoints, publicNames } from './public-names.ts'

describe.each(entryPoints())('%s', (entry) => {
  test('every public name has a doc comment', () => {
    const bare = publicNames(entry).filter(({ doc }) => doc === '')
    expect(bare.map(({ name, file }) => `${name} (${file})`)).toEqual([])
  })

  test('every public value has an example', () => {
    const bare = publicNames(entry).filter(({ doc, isType }) => !isType && !doc.includes('@example'))
    expect(bare.map(({ name, file }) => `${name} (${file})`)).toEqual([])
  })
})
