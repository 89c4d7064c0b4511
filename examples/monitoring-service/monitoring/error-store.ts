import { appendFile, readFile, rename, stat } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'

/** How errors are kept. */
export interface ErrorStoreOptions {
  /** Lines of JSON; what does not fit into it any more is in the same name with `.1`. */
  readonly file: string
  /** A file that is larger makes room. Default 1 MiB, so that two of them are kept at most. */
  readonly mostBytes?: number
  /** Hears of the first of every failure in a row. */
  readonly onFault: (error: unknown) => void
}

/** More than these wait for a disk that hangs: the newest are dropped, and counted. */
const MOST_WAITING = 1_000
const MOST_LINE = 8 * 1024
const CLOSE_WITHIN_MS = 2_000

/**
 * Keeps errors over a restart. Whoever reports one does not wait for the disk: lines are written by one write at a time,
 * in the background, and a process that is killed loses those of its last moment.
 */
export class ErrorStore {
  readonly #options: Required<ErrorStoreOptions>
  readonly #waiting: string[] = []
  #size: number | undefined
  #writing: Promise<void> | undefined
  #faulty = false
  #dropped = 0

  constructor({ mostBytes = 1024 * 1024, ...options }: ErrorStoreOptions) {
    this.#options = { ...options, mostBytes }
  }

  /** How many errors were not kept. */
  get dropped(): number {
    return this.#dropped
  }

  /** Keeps one, soon. Never throws, never waits. */
  add(entry: object): void {
    const line = lineOf(entry)
    if (line === undefined || this.#waiting.length >= MOST_WAITING) {
      this.#dropped++
      return
    }
    this.#waiting.push(line)
    this.#writing ??= this.#write().finally(() => {
      this.#writing = undefined
    })
  }

  /** The newest that are kept, oldest first, also those of the process before. Lines that a crash cut off are skipped. */
  async recent(count: number): Promise<unknown[]> {
    await this.#writing
    const texts = await Promise.all([`${this.#options.file}.1`, this.#options.file].map(textOf))
    return texts.flatMap(entriesOf).slice(-count)
  }

  /** Writes what waits, for two seconds at most. */
  async close(): Promise<void> {
    await Promise.race([this.#writing, sleep(CLOSE_WITHIN_MS, undefined, { ref: false })])
  }

  async #write(): Promise<void> {
    // Whoever adds one is out of the way first.
    await undefined
    while (this.#waiting.length > 0) {
      const lines = this.#waiting.splice(0)
      try {
        await this.#append(lines.join(''))
        this.#faulty = false
      } catch (error) {
        this.#dropped += lines.length
        if (!this.#faulty) this.#options.onFault(error)
        this.#faulty = true
      }
    }
  }

  async #append(text: string): Promise<void> {
    const { file, mostBytes } = this.#options
    const before = this.#size ?? (await sizeOf(file))
    const isFull = before > 0 && before + text.length > mostBytes
    if (isFull) await rename(file, `${file}.1`)
    // The line before may have been cut off.
    const written = isFull || before === 0 ? text : `\n${text}`
    this.#size = undefined
    await appendFile(file, written, { mode: 0o600 })
    this.#size = (isFull ? 0 : before) + Buffer.byteLength(written)
  }
}

function lineOf(entry: object): string | undefined {
  try {
    const line = `${JSON.stringify(entry)}\n`
    return Buffer.byteLength(line) <= MOST_LINE ? line : undefined
  } catch {
    // Circular, or a BigInt: it cannot be kept as it is.
    return undefined
  }
}

async function sizeOf(file: string): Promise<number> {
  return stat(file).then(
    ({ size }) => size,
    () => 0,
  )
}

async function textOf(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => '')
}

function entriesOf(text: string): unknown[] {
  return text.split('\n').flatMap((line) => {
    try {
      return line === '' ? [] : [JSON.parse(line)]
    } catch {
      return []
    }
  })
}
