import { expect, test } from 'vitest'
import { goProblem, neededVersion } from '../../stack/go/toolchain.mjs'

const needed = neededVersion()

test('the Go that the modules ask for is enough, and so is a newer one', () => {
  expect(needed).toMatch(/^1\.\d+(\.\d+)?$/)
  for (const version of [needed, `${needed}.1`, '1.99', '2.0rc1'])
    expect(goProblem({ version, fetchesOthers: false })).toBeUndefined()
})

test('without Go one sentence says what it is for and where to get it', () => {
  const sentence = goProblem(null)
  expect(sentence).toContain('there is none')
  expect(sentence).toContain(`Install Go ${needed} or newer (https://go.dev/dl)`)
})

test('an old Go is named, unless it may fetch a newer one by itself', () => {
  expect(goProblem({ version: '1.22.5', fetchesOthers: false })).toContain('Go 1.22.5 is too old')
  expect(goProblem({ version: '1.22.5', fetchesOthers: true })).toBeUndefined()
  expect(goProblem({ version: '1.20', fetchesOthers: true })).toContain('Go 1.20 is too old')
})
