import type { Rack } from '../../servers/rack.ts'

/** A system of `examples/` whose programs run, under the load that it has on a good day. */
export interface LiveSystem {
  /** Where each target of its `prometheus.yml` answers here: by the address that is written there, `127.0.0.1:8000`. */
  readonly addresses: ReadonlyMap<string, string>
  /** Ends every program of it. @returns the exit code of the one that started the others */
  end(): Promise<number | null>
}

/** Something that goes wrong for real, and what somebody is told of it. */
export interface SystemFault<System extends LiveSystem> {
  readonly name: string
  /** Alerts that fire, all of them. */
  readonly fires: readonly string[]
  /** Alerts that may fire beside them, and why. No others do, but for those of error budgets. */
  readonly also?: Readonly<Record<string, string>>
  begin(system: System): Promise<unknown>
  end(system: System): Promise<unknown>
}

/** What is to be shown of a system on the real Prometheus. */
export interface LiveSystemOptions<System extends LiveSystem> {
  /** Its folder in `examples/`, and the name of its file of rules. */
  readonly name: string
  /** By as much is divided what rules wait for, and what they look back at. */
  readonly timeScale: number
  /** What the system renders at that scale, by path. */
  readonly artifacts: ReadonlyMap<string, string>
  /** What is missing on this machine, or `undefined`: tests are then skipped, which the runner says aloud. */
  readonly lacking?: string | undefined
  /** Starts the programs, and what they need, on free ports. */
  start(rack: Rack): Promise<System>
  /** Faults of one row are there at the same time: no alert belongs to two of them. */
  readonly acts: readonly (readonly SystemFault<System>[])[]
}
