/** Who wants to know that it ends. */
export interface Lifetime {
  /** Told when shutdown begins; the promise never rejects. */
  ending(end: Promise<void>): void
}
