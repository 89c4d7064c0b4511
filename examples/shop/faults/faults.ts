/** What can go wrong in the shop on request, and what it does while it is on. */
export const FAULTS = {
  'slow-database': 'every query waits 150 to 400 ms before it runs',
  'failing-payments': 'the payment service answers 503 to nine charges of ten',
  'event-flood': '2,000 events per second from a warehouse that counts its stock',
  'cold-cache': 'the product cache is emptied five times per second',
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
