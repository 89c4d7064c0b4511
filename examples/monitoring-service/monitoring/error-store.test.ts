import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { ErrorStore, type ErrorStoreOptions } from './error-store.ts'
import type { LogEntry } from './logger.ts'

const folder = mkdtempSync(join(tmpdir(), 'error-store-'))
afterAll(() => rmSync(folder, { recursive: true }))
let files = 0
const newFile = () => join(folder, `errors-${files++}.jsonl`)

function storeOf(file: string, options: Partial<ErrorStoreOptions> = {}) {
  const lost = { dropped: 0, faults: [] as unknown[] }
  const store = new ErrorStore({
    file,
    onFault: (error) => lost.faults.push(error),
    onDropped: (count) => {
      lost.dropped += count
    },
    ...options,
  })
  return { store, lost }
}
const entry = (id: unknown, fields: object = {}): LogEntry => ({
  time: '2026-01-01T00:00:00.000Z',
  level: 'error',
  message: 'It failed.',
  id,
  ...fields,
})
const ids = async (store: ErrorStore, count: number) =>
  ((await store.recent(count)) as LogEntry[]).map(({ id }) => id)

test('errors are there after a restart, also behind a line that a crash cut off', async () => {
  const file = newFile()
  const before = storeOf(file)
  for (let id = 0; id < 3; id++) before.store.add(entry(id))
  await before.store.close()
  appendFileSync(file, '\n{"id":"cut o')
  const after = storeOf(file)
  after.store.add(entry(3))
  expect(await ids(after.store, 3)).toEqual([1, 2, 3])
  expect(await ids(after.store, 0)).toEqual([])
  expect(after.lost).toEqual({ dropped: 0, faults: [] })
})

test('what a crash has left in the file does no harm', async () => {
  const file = newFile()
  writeFileSync(
    file,
    Buffer.concat([Buffer.alloc(100), Buffer.from([0xff, 0xfe, 0x0a]), Buffer.from('{"id":')]),
  )
  const { store } = storeOf(file)
  store.add(entry('new'))
  expect(await ids(store, 10)).toEqual(['new'])
})

test.each([1_000, 100_000])(
  'two files of %i bytes are kept at most, however many errors come at once',
  async (mostBytes) => {
    const file = newFile()
    const { store, lost } = storeOf(file, { mostBytes })
    const long = { context: { text: '鍵'.repeat(mostBytes / 100) } }
    for (let id = 0; id < 900; id++) store.add(entry(id, long))
    expect(await ids(store, 2)).toEqual([898, 899])
    const sizes = [file, `${file}.1`].map((each) => statSync(each).size)
    expect(Math.max(...sizes)).toBeLessThanOrEqual(mostBytes)
    expect(Math.min(...sizes)).toBeGreaterThan(0)
    expect(readdirSync(folder).filter((name) => name.startsWith(basename(file)))).toHaveLength(2)
    expect(lost).toEqual({ dropped: 0, faults: [] })
  },
)

test('two that write to one file keep to its size, and lose nothing of each other', async () => {
  const file = newFile()
  const options = { mostBytes: 10_000 }
  const [one, other] = [storeOf(file, options).store, storeOf(file, options).store]
  for (let id = 0; id < 100; id++) {
    one.add(entry(`one ${id}`))
    await one.close()
    other.add(entry(`other ${id}`))
    await other.close()
  }
  // There is room for them in two files, and not in one.
  expect(await ids(one, 1_000)).toHaveLength(200)
  expect(Math.max(...[file, `${file}.1`].map((each) => statSync(each).size))).toBeLessThanOrEqual(10_000)
})

test('what comes too fast is dropped and counted, and nobody waits', async () => {
  const { store, lost } = storeOf(newFile())
  for (let id = 0; id < 1_500; id++) store.add(entry(id))
  expect(lost.dropped).toBe(500)
  await store.close()
  expect(await store.recent(10_000)).toHaveLength(1_000)
})

test('errors can be read while more come than the disk takes', async () => {
  const file = newFile()
  const { store } = storeOf(file)
  let goesOn = true
  const flood = () => {
    for (let id = 0; id < 100; id++) store.add(entry(id))
    if (goesOn) setImmediate(flood)
  }
  flood()
  expect(await store.recent(5)).toHaveLength(5)
  goesOn = false
  await store.close()
})

test('what is circular, a BigInt, or too long is kept as far as it can be', async () => {
  const { store, lost } = storeOf(newFile())
  const loop: Record<string, unknown> = {}
  loop.loop = loop
  store.add(entry('circular', { context: { prospect: 'p1', amount: 7n, loop } }))
  store.add(entry('long', { message: 'x'.repeat(9_999), context: { text: 'x'.repeat(9_999) } }))
  store.add(entry('x'.repeat(9_999)))
  expect(lost.dropped).toBe(1)
  expect(await store.recent(2)).toEqual([
    entry('circular', {
      context: { prospect: 'p1', amount: '7', loop: 'No JSON: Converting circular structure to JSON' },
    }),
    entry('long', { message: 'x'.repeat(1_000), context: 'It was too long to be kept.' }),
  ])
})

test('a folder that is not there is told once, and each error that is not kept is counted', async () => {
  const { store, lost } = storeOf(join(folder, 'gone', 'errors.jsonl'))
  for (let id = 0; id < 2; id++) {
    store.add(entry(id))
    await store.close()
  }
  expect(lost).toMatchObject({ dropped: 2, faults: [{ code: 'ENOENT' }] })
  expect(await store.recent(1)).toEqual([])
})

test('a file that cannot make room is told, and nothing waits for it for ever', async () => {
  const file = newFile()
  const { store, lost } = storeOf(file, { mostBytes: 500 })
  writeFileSync(file, 'x'.repeat(500))
  // A folder stands where the full file would go to.
  mkdirSync(`${file}.1`)
  store.add(entry(1))
  await store.close()
  expect(lost).toMatchObject({ dropped: 1, faults: [{ code: 'EISDIR' }] })
})
