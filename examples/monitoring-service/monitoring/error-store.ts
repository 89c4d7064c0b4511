import { appendFile, readFile, rename, stat } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { jsonLine } from './json-line.ts'
import type { LogEntry } from './logger.ts'

/** How errors are kept. */
export interface ErrorStoreOptions {
  /** Lines of JSON; what does not fit into it any more is in the same name with `.1`. */
  readonly file: string
  /** A file that would be larger makes room. Default 1 MiB, so that two of them are kept at most. */
  readonly mostBytes?: number
  /** Hears of the first of every failure in a row. */
  readonly onFault: (error: unknown) => void
  /** Hears how many errors were not kept, each time. */
  readonly onDropped: (count: number) => void
}

/** More than these wait for a disk that hangs: the newest are dropped. */
const MOST_WAITING = 1_000
const MOST_LINE = 8 * 1024
const MOST_LETTERS = 1_000
const WAIT_MS = 2_000

/**
 * Keeps errors over a restart. Whoever reports one does not wait for the disk: lines are written by one write at a time,
 * in the background, and a process that is killed loses those of its last moment.
 */
export class ErrorStore {
  readonly #options: Required<ErrorStoreOptions>
  readonly #waiting: string[] = []
  #writing: Promise<void> | undefined
  #faulty = false

  constructor({ mostBytes = 1024 * 1024, ...options }: ErrorStoreOptions) {
    this.#options = { ...options, mostBytes }
  }

  /** Keeps one, soon; a long one without its context. Never throws, never waits. */
  add(entry: LogEntry): void {
    const line = lineOf(entry)
    if (line === undefined || this.#waiting.length >= MOST_WAITING) {
      this.#options.onDropped(1)
      return
    }
    this.#waiting.push(line)
    this.#writing ??= this.#write().finally(() => {
      this.#writing = undefined
    })
  }

  /** The newest that are kept, oldest first, also those of the process before. Lines that a crash cut off are skipped. */
  async recent(count: number): Promise<unknown[]> {
    await this.#written()
    const texts = await Promise.all([`${this.#options.file}.1`, this.#options.file].map(textOf))
    return count > 0 ? texts.flatMap(entriesOf).slice(-count) : []
  }

  /** Writes what waits, for two seconds at most. */
  close(): Promise<void> {
    return this.#written()
  }

  /** Nobody waits longer: where errors come faster than the disk takes them, there is no end. */
  async #written(): Promise<void> {
    await Promise.race([this.#writing, sleep(WAIT_MS, undefined, { ref: false })])
  }

  async #write(): Promise<void> {
    // Whoever adds one is out of the way first.
    await undefined
    while (this.#waiting.length > 0) await this.#writeSome()
  }

  async #writeSome(): Promise<void> {
    const { file, mostBytes, onFault, onDropped } = this.#options
    // It is looked at each time, since others may write to it, or take it away.
    const size = await sizeOf(file)
    const isFull = size > 0 && size + Buffer.byteLength(this.#waiting[0] ?? '') > mostBytes
    const lines = this.#take(isFull ? mostBytes : mostBytes - size)
    try {
      if (isFull) await rename(file, `${file}.1`)
      await appendFile(file, lines.join(''), { mode: 0o600 })
      this.#faulty = false
    } catch (error) {
      onDropped(lines.length)
      if (!this.#faulty) onFault(error)
      this.#faulty = true
    }
  }

  /** Those that wait longest, as many as there is room for, and at least one. */
  #take(room: number): string[] {
    let bytes = 0
    const tooMany = this.#waiting.findIndex((line, index) => {
      bytes += Buffer.byteLength(line)
      return bytes > room && index > 0
    })
    return this.#waiting.splice(0, tooMany === -1 ? this.#waiting.length : tooMany)
  }
}

/** The line break is in front: a line that a crash cut off ends there. */
function lineOf(entry: LogEntry): string | undefined {
  const whole = `\n${jsonLine(entry)}`
  if (Buffer.byteLength(whole) <= MOST_LINE) return whole
  const message = String(entry.message).slice(0, MOST_LETTERS)
  const short = `\n${jsonLine({ ...entry, message, context: 'It was too long to be kept.' })}`
  return Buffer.byteLength(short) <= MOST_LINE ? short : undefined
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
