/** What can go wrong in the shop on request, and what it does while it is on. */
export const FAULTS = {
  'slow-database': 'every query waits 150 to 400 ms before it runs',
  'failing-payments': 'the payment service answers 503 to nine charges of ten',
  'event-flood': '2,000 events per second from a warehouse that counts its stock',
  'cold-cache': 'the product cache is emptied five times per second',
  'server-errors': 'every second request is answered with status 500',
  'slow-requests': 'every request waits 600 to 900 ms before it is answered',
  'failing-handlers': 'the mail server takes no mail: every handler that sends one fails',
  'late-events': 'events are handled 35 s after they were published',
  'held-connections': 'every connection of the database is held by somebody who does not give it back',
  'critical-errors': 'the books do not balance: one critical error per second',
  'wrong-numbers': 'ten measurements per second that are no numbers',
  'label-explosion': '500 tenants per second that were never seen before are counted, each by its name',
} as const

export type FaultName = keyof typeof FAULTS

export const FAULT_NAMES = Object.keys(FAULTS) as FaultName[] // The keys of FAULTS are exactly its names.

export function isFaultName(name: string): name is FaultName {
  return Object.hasOwn(FAULTS, name)
}

/** Which faults are on. Parts that cause one read `isOn`, or listen when they must act at the moment of change. */
export class FaultSwitches {
  readonly #on = new Set<FaultName>()
  readonly #listeners = new Set<(fault: FaultName, on: boolean) => void>()

  isOn(fault: FaultName): boolean {
    return this.#on.has(fault)
  }

  active(): FaultName[] {
    return FAULT_NAMES.filter((fault) => this.#on.has(fault))
  }

  /** Does nothing when the fault is in that position already. */
  set(fault: FaultName, on: boolean): void {
    if (this.#on.has(fault) === on) return
    if (on) this.#on.add(fault)
    else this.#on.delete(fault)
    for (const listener of this.#listeners) listener(fault, on)
  }

  onChange(listener: (fault: FaultName, on: boolean) => void): void {
    this.#listeners.add(listener)
  }
}
