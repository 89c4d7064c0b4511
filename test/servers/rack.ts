import { mkdirSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { removeFolder } from '../../stack/folders.mjs'
import { Keeper } from '../../stack/keeper/keeper.mjs'

/** Where the servers of one test file stand: closing it ends them all, and removes what they wrote. */
export class Rack {
  /** Servers do not outlive this process, even when it is killed. */
  readonly keeper = new Keeper()
  readonly #root = mkdtempSync(join(tmpdir(), 'spanmeter-servers-'))
  readonly #stops: (() => Promise<void>)[] = []
  #folders = 0

  /** A new, empty folder. */
  folder(): string {
    const folder = join(this.#root, String(this.#folders++))
    mkdirSync(folder)
    return folder
  }

  /** Has it ended before the folders go. */
  atClose(stop: () => Promise<void>): void {
    this.#stops.push(stop)
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#stops.map((stop) => stop()))
    await this.keeper.close()
    removeFolder(this.#root)
  }
}
