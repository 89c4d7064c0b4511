import { expect, test } from 'vitest'
import { commandsOf, isPrinted } from './shell.ts'

test('what a block promises are its comments', () => {
  expect(commandsOf({ text: 'echo one\n# one\n\necho two # a remark\n# two' }).prints).toEqual(['one', 'two'])
})

test.each([
  ['one', 'zero\none\ntwo', true],
  ['one', 'one and a half', false],
  ['{"status":"success",…}', '{"status":"success","data":[1]}', true],
  ['{"status":"success",…}', '{"status":"error","data":[1]}', false],
  ['a.b', 'axb', false],
  ['…', '', true],
])('%j is promised and %j printed: %j', (promised, printed, kept) => {
  expect(isPrinted(promised, printed)).toBe(kept)
})
