/**
 * A point in time, or a length of time: whole seconds and the nanoseconds beyond them.
 *
 * The same pair that `@opentelemetry/api` calls `HrTime`; spelled out here because points know no SDK.
 */
export type HrTime = [seconds: number, nanoseconds: number]
