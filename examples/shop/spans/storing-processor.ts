import { type FinishedSpan, type StoredSpan, storedSpan } from './stored-span.ts'

/** The official SDK's `SpanProcessor`, as far as it is used here: hands every finished span to `keep`. */
export class StoringProcessor {
  readonly #process: StoredSpan['process']
  readonly #keep: (span: StoredSpan) => void

  constructor(process: StoredSpan['process'], keep: (span: StoredSpan) => void) {
    this.#process = process
    this.#keep = keep
  }

  onStart(): void {}

  onEnd(span: FinishedSpan): void {
    this.#keep(storedSpan(span, this.#process))
  }

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}
}
