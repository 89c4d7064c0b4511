import { expect, test } from 'vitest'
import { jsonLine } from './json-line.ts'

const fail = () => {
  throw new Error('Do not touch.')
}
const loop: Record<string, unknown> = {}
loop.loop = loop

test.each([
  ['is plain', { lines: 'a\nb' }, { lines: 'a\nb' }],
  [
    'is circular, and holds a BigInt',
    { prospect: 'p1', amount: 7n, later: () => 1, none: undefined, loop },
    {
      prospect: 'p1',
      amount: '7',
      later: null,
      none: null,
      loop: 'No JSON: Converting circular structure to JSON',
    },
  ],
  [
    'throws when it is read',
    Object.defineProperty({}, 'x', { get: fail, enumerable: true }),
    'No JSON: Do not touch.',
  ],
  ['throws when it becomes JSON', { toJSON: fail, id: 1n }, { toJSON: null, id: '1' }],
  ['becomes nothing as JSON', { id: 1n, gone: { toJSON: () => undefined } }, { id: '1', gone: null }],
])('a context that %s costs nothing else of the entry, in one line', (_, context, told) => {
  const line = jsonLine({ message: 'It failed.', context })
  expect(line).not.toContain('\n')
  expect(JSON.parse(line)).toEqual({ message: 'It failed.', context: told })
})
