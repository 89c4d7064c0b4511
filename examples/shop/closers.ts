/** What has to be ended, in the reverse order of its start. One that fails does not keep the others from ending. */
export class Closers {
  readonly #closers: (() => unknown)[] = []

  add(close: () => unknown): void {
    this.#closers.push(close)
  }

  async close(): Promise<void> {
    for (let close = this.#closers.pop(); close !== undefined; close = this.#closers.pop()) {
      try {
        await close()
      } catch {
        // What cannot be closed ends with the process, which is about to end.
      }
    }
  }
}
