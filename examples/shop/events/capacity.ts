/** How many events may wait; what comes on top is refused, counted and lost. */
export const QUEUE_CAPACITY = 10_000
