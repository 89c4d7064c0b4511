/** Seconds of work that one caller waits for: a request, a handler, a span. */
export const requestSeconds = [
  0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
] as const

/** Seconds of a query: from a primary-key look-up to a report that should not run here. */
export const querySeconds = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10] as const

/** Seconds that something waits in line: from at once to an hour. */
export const waitSeconds = [
  0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 900, 1800, 3600,
] as const

/** Seconds of a job, a task or a session: from a tenth of a second to an hour. */
export const jobSeconds = [0.1, 0.5, 1, 5, 10, 30, 60, 300, 900, 1800, 3600] as const

/** Seconds until a subscriber of webhooks has answered. */
export const deliverySeconds = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const

/** Seconds from the queue to a settled delivery, waits between attempts included. */
export const settledSeconds = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] as const

/** Seconds of a cache access: tens of microseconds in process, milliseconds over a network. */
export const cacheSeconds = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1,
] as const

/** Bytes of a request or response body, in powers of four from 256 B to 16 MiB. */
export const bodyBytes = [256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216] as const
