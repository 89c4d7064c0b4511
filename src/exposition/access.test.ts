import { describe, expect, it } from 'vitest'
import { createAccessCheck } from './access.ts'

describe('a bearer token', () => {
  const mayPass = createAccessCheck('s3cret')
  it.each([
    ['Bearer s3cret', true],
    ['bearer  s3cret', true],
    ['BEARER s3cret', true],
    ['Bearer s3cret ', false],
    ['Bearer s3cre', false],
    ['Bearer s3cretx', false],
    ['Bearer ', false],
    ['Bearer', false],
    ['Basic s3cret', false],
    ['s3cret', false],
    ['', false],
    [undefined, false],
  ])('%j passes: %s', (authorization, expected) => {
    expect(mayPass(authorization)).toBe(expected)
  })

  it('is asked of nobody where there is none, and may not be empty', () => {
    expect(createAccessCheck(undefined)(undefined)).toBe(true)
    expect(() => createAccessCheck('')).toThrow('bearerToken is empty, which anybody could bear.')
  })
})
