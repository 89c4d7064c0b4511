import { appendFileSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { ErrorStore } from './error-store.ts'

const folder = mkdtempSync(join(tmpdir(), 'error-store-'))
afterAll(() => rmSync(folder, { recursive: true }))
let files = 0
const newFile = () => join(folder, `errors-${files++}.jsonl`)
const onFault = (error: unknown) => {
  throw error
}

test('errors are there after a restart, also behind a line that a crash cut off', async () => {
  const file = newFile()
  const before = new ErrorStore({ file, onFault })
  for (let id = 0; id < 3; id++) before.add({ id })
  await before.close()
  appendFileSync(file, '{"id":"cut o')
  const after = new ErrorStore({ file, onFault })
  after.add({ id: 3 })
  expect(await after.recent(3)).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }])
  expect(after.dropped).toBe(0)
})

test('the file makes room when it is full: two of them are kept at most', async () => {
  const file = newFile()
  const store = new ErrorStore({ file, mostBytes: 1_000, onFault })
  for (let id = 0; id < 500; id++) {
    store.add({ id })
    if (id % 20 === 0) await store.close()
  }
  await store.close()
  const sizes = [file, `${file}.1`].map((each) => statSync(each).size)
  expect(Math.max(...sizes)).toBeLessThanOrEqual(1_200)
  expect((await store.recent(1))[0]).toEqual({ id: 499 })
  expect(readdirSync(folder).filter((name) => join(folder, name).startsWith(file))).toHaveLength(2)
})

test('what does not fit, cannot be written, or comes too fast is dropped and counted, and nobody waits', async () => {
  const store = new ErrorStore({ file: newFile(), onFault })
  const circular: Record<string, unknown> = {}
  circular.self = circular
  store.add(circular)
  store.add({ id: 1n })
  store.add({ text: 'x'.repeat(10_000) })
  expect(store.dropped).toBe(3)
  for (let id = 0; id < 1_500; id++) store.add({ id })
  expect(store.dropped).toBe(503)
  await store.close()
  expect(await store.recent(10_000)).toHaveLength(1_000)
})

test('a folder that is not there is told once, and counted', async () => {
  const faults: unknown[] = []
  const store = new ErrorStore({
    file: join(folder, 'gone', 'errors.jsonl'),
    onFault: (error) => faults.push(error),
  })
  store.add({ id: 1 })
  await store.close()
  store.add({ id: 2 })
  await store.close()
  expect([store.dropped, faults.length]).toEqual([2, 1])
  expect(await store.recent(1)).toEqual([])
})
