import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'

/** Somebody else at a PostgreSQL, who locks a table, so that everybody waits who wants to read or write it. */
export class TableLock {
  readonly #table: string
  #release: () => Promise<void> = async () => {}

  constructor(table: string) {
    this.#table = table
  }

  /** Until {@link release}. */
  async hold(url: string): Promise<void> {
    const client = await connected(url)
    await client.query('BEGIN')
    await client.query(`LOCK TABLE ${this.#table} IN ACCESS EXCLUSIVE MODE`)
    this.#release = () => client.end()
  }

  /** For so long each time; between, those who wait have their turn. */
  async holdAgainAndAgain(url: string, { millis }: { millis: number }): Promise<void> {
    const client = await connected(url)
    let ends = false
    const locking = (async () => {
      while (!ends) {
        await client.query('BEGIN')
        await client.query(`LOCK TABLE ${this.#table} IN ACCESS EXCLUSIVE MODE`)
        await sleep(millis)
        await client.query('COMMIT')
      }
    })()
    this.#release = async () => {
      ends = true
      await locking
      await client.end()
    }
  }

  async release(): Promise<void> {
    await this.#release()
  }
}

async function connected(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  return client
}
