import { cellCount, type Plan, three, two } from './plan.ts'

// Type aliases, because only those are assignable to the index signature of `Attributes`.

export type TwoLabels = { readonly event_type: string; readonly tenant_id: string }

export type ThreeLabels = { readonly method: string; readonly path: string; readonly status: string }

export type Loop = (count: number) => void

// The casts below say that an index lies within its array, which the plan guarantees: a check would be timed too.

/** Gives the sink each value and the number of its series: for what was resolved per series beforehand. */
export function overCells({ cells, values, size }: Plan, sink: (value: number, cell: number) => void): Loop {
  const mask = size - 1
  return (count) => {
    for (let at = 0; at < count; at++) sink(values[at & mask] as number, cells[at & mask] as number)
  }
}

/** Gives the sink each value with an object literal of two labels, as an application writes it at the call. */
export function overTwoLabels(
  { cells, values, size }: Plan,
  sink: (value: number, labels: TwoLabels) => void,
): Loop {
  const mask = size - 1
  return (count) => {
    for (let at = 0; at < count; at++)
      sink(values[at & mask] as number, twoLabels(cells[at & mask] as number))
  }
}

/** The same with three labels. */
export function overThreeLabels(
  { cells, values, size }: Plan,
  sink: (value: number, labels: ThreeLabels) => void,
): Loop {
  const mask = size - 1
  return (count) => {
    for (let at = 0; at < count; at++)
      sink(values[at & mask] as number, threeLabels(cells[at & mask] as number))
  }
}

export function twoLabels(cell: number): TwoLabels {
  return {
    event_type: two.first[two.firstOf(cell)] as string,
    tenant_id: two.second[two.secondOf(cell)] as string,
  }
}

function threeLabels(cell: number): ThreeLabels {
  return {
    method: three.first[three.firstOf(cell)] as string,
    path: three.second[three.secondOf(cell)] as string,
    status: three.third[three.thirdOf(cell)] as string,
  }
}

/** One thing per series, made from its two labels. */
export function perCell<T>(make: (labels: TwoLabels) => T): readonly T[] {
  return Array.from({ length: cellCount }, (_, cell) => make(twoLabels(cell)))
}
