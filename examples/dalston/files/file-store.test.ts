import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { openFileStore } from './file-store.ts'

const folder = mkdtempSync(join(tmpdir(), 'dalston-files-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe('a folder', () => {
  const files = openFileStore({ DALSTON_FILES: folder })

  test('gives back what was put last', async () => {
    await files.put('job/audio', Buffer.from([0, 255, 1]))
    await files.put('job/audio', Buffer.from([2, 0]))
    expect(await files.get('job/audio')).toEqual(Buffer.from([2, 0]))
  })

  test('holds one whole file, whoever of several was the last to put it', async () => {
    const contents = Array.from({ length: 16 }, (_, index) => Buffer.alloc(1024 * 1024, index))
    await Promise.all(contents.map((content) => files.put('job/same', content)))
    const kept = await files.get('job/same')
    expect(contents.some((content) => content.equals(kept))).toBe(true)
  })

  test('is left as it was by a file that cannot be put', async () => {
    await files.put('job/audio', Buffer.from([1]))
    const before = readdirSync(folder)
    await expect(files.put('job', Buffer.from([2]))).rejects.toThrow()
    expect(readdirSync(folder)).toEqual(before)
  })

  test('fails for what was never put', async () => {
    await expect(files.get('job/nothing')).rejects.toThrow(/nothing/)
  })
})

// What an object store does is asked of a real one, in test/e2e/object-store.test.ts.
test.each(['DALSTON_S3_BUCKET', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'])(
  'an object store cannot be used without %s',
  (name) => {
    const settings = {
      DALSTON_S3_ENDPOINT: 'http://127.0.0.1:7070',
      DALSTON_S3_BUCKET: 'speech',
      AWS_ACCESS_KEY_ID: 'id',
      AWS_SECRET_ACCESS_KEY: 'secret',
    }
    expect(() => openFileStore({ ...settings, [name]: '' })).toThrow(
      `${name} is not set, and DALSTON_S3_ENDPOINT is: the object store needs both.`,
    )
  },
)
