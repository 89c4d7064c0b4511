/**
 * What a contender is to a benchmark:
 * - `subject`: what the bars are for (this project);
 * - `peer`: another library that does the same work; bars are against the fastest;
 * - `baseline`: the same work without what is measured;
 * - `shown`: printed beside the others, never judged against.
 */
export type Role = 'subject' | 'peer' | 'baseline' | 'shown'

export interface Contender {
  readonly name: string
  readonly role: Role
  /** May be unable to run on this Node.js; then it is named in the output and left out. */
  readonly optional?: boolean
}

export const spanmeter: Contender = { name: 'spanmeter', role: 'subject' }
export const official: Contender = { name: 'official', role: 'peer' }
export const promClient: Contender = { name: 'prom-client', role: 'peer' }
const prometheusIo: Contender = { name: 'prometheus-io', role: 'peer', optional: true }

/** All that record and expose metrics. `official` is the official SDK with two readers. */
export const libraries = [spanmeter, official, promClient, prometheusIo]

/** One quantity of one contender, a sample for each round in the order of the rounds. */
export interface Series {
  readonly contender: string
  readonly quantity: string
  readonly samples: number[]
}

export interface Skipped {
  readonly contender: string
  readonly reason: string
}

export interface Measured {
  readonly series: readonly Series[]
  readonly skipped: readonly Skipped[]
}
