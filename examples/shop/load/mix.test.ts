import { expect, test } from 'vitest'
import { KINDS } from './kinds.ts'
import { Mix } from './mix.ts'
import { Shopper } from './shopper.ts'

test('each kind of request comes once before any comes twice', () => {
  const mix = new Mix()
  expect(KINDS.map(() => mix.next())).toEqual(KINDS)
})

test('after that kinds come as often as they weigh', () => {
  const kinds = KINDS.slice(0, 2)
  let turn = 0
  const mix = new Mix(kinds, () => (turn++ % 100) / 100)
  for (const _ of kinds) mix.next()
  const drawn = Array.from({ length: 100 }, () => mix.next().name)
  const share = (kinds[0]?.weight ?? 0) / ((kinds[0]?.weight ?? 0) + (kinds[1]?.weight ?? 0))
  expect(drawn.filter((name) => name === kinds[0]?.name)).toHaveLength(Math.ceil(100 * share))
})

test('a shopper asks for products that exist, tracks confirmed orders, and sends keys twice', () => {
  const shopper = new Shopper()
  expect(shopper.knownOrder()).toBe(0)
  shopper.confirmed(7)
  expect(shopper.knownOrder()).toBe(7)
  const key = shopper.newKey()
  expect(shopper.usedKey()).toBe(key)
  for (let turn = 0; turn < 1_000; turn++) {
    const product = shopper.product()
    expect(Number.isInteger(product) && product >= 1 && product <= 500).toBe(true)
  }
})
