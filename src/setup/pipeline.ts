/** One signal's way out of the process. */
export interface Pipeline {
  /** Sends what was recorded and waits for what is under way. May reject. */
  forceFlush(): Promise<unknown>
  /** The same, and closes. May reject, and may take longer than anyone wants to wait. */
  shutdown(): Promise<unknown>
  /** Shutdown is near: nothing sent from now on takes longer than `millis`. */
  hurry(millis: number): void
  /** Gives up what is under way, at once. */
  close(): void
}
