import type { Closers } from '../closers.ts'
import { openEmbedded } from './embedded.ts'
import { prepareSchema } from './schema.ts'
import { openServer } from './server.ts'
import type { SqlSource } from './sql-source.ts'

/**
 * The server that `url` names, or the embedded database without one, ready for use.
 *
 * @throws in one sentence, when it cannot be used
 */
export async function openDatabase(url: string | undefined, closers: Closers): Promise<SqlSource> {
  try {
    const source = url === undefined ? await openEmbedded() : openServer(url)
    closers.add(() => source.close())
    await prepareSchema(source)
    return source
  } catch (error) {
    // The URL may hold a password, so it is not repeated.
    const what = url === undefined ? 'The embedded database' : 'The server that DATABASE_URL names'
    throw new Error(`${what} cannot be used: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    })
  }
}
