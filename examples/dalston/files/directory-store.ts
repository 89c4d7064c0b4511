import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { FileStore } from './file-store.ts'

/** Files below `DALSTON_FILES`, by default a folder among the temporary ones. */
export function directoryStore(env: NodeJS.ProcessEnv): FileStore {
  const root = env.DALSTON_FILES || join(tmpdir(), 'dalston')
  return {
    get: (key) => readFile(join(root, key)),
    async put(key, content) {
      const path = join(root, key)
      await mkdir(dirname(path), { recursive: true })
      // Whoever reads finds a whole file or none, also where two write the same one: some tasks are done twice.
      const part = `${path}.${randomUUID()}.part`
      try {
        await writeFile(part, content)
        await rename(part, path)
      } catch (error) {
        await rm(part, { force: true }).catch(() => {})
        throw error
      }
    },
  }
}
