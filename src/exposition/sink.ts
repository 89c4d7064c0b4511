/** Where a pass writes to: a response, or whatever else takes bytes. */
export interface Sink {
  /** Takes a piece at once; pieces that cannot leave yet are kept and counted by `backlog`. */
  write(piece: Uint8Array): void
  /** How many bytes have not left yet. */
  backlog(): number
  /** Calls back once when the backlog is gone, or the sink is. */
  whenDrained(callback: () => void): void
  /** All is written. */
  end(): void
  /** The pass failed; what was written so far is not a whole exposition. */
  fail(error: unknown): void
}
