import { expect, test } from 'vitest'
import { Grid } from './grid.ts'

test('panels stand side by side, and a new line begins where one does not fit', () => {
  const grid = new Grid()
  expect(grid.heading()).toEqual({ x: 0, y: 0, w: 24, h: 1 })
  expect(grid.place(6, 4)).toEqual({ x: 0, y: 1, w: 6, h: 4 })
  expect(grid.place(12, 8)).toEqual({ x: 6, y: 1, w: 12, h: 8 })
  expect(grid.place(12, 8)).toEqual({ x: 0, y: 9, w: 12, h: 8 })
  expect(grid.heading()).toEqual({ x: 0, y: 17, w: 24, h: 1 })
  expect(grid.place(24, 8)).toEqual({ x: 0, y: 18, w: 24, h: 8 })
  expect(grid.place(6, 4)).toEqual({ x: 0, y: 26, w: 6, h: 4 })
})
