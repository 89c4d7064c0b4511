/** How many of each unit make up the base unit of its dimension, by UCUM name. */
const perBase: Readonly<Record<string, ReadonlyMap<string, number>>> = {
  seconds: new Map([
    ['s', 1],
    ['ms', 1e3],
    ['us', 1e6],
    ['ns', 1e9],
    ['min', 1 / 60],
    ['h', 1 / 3600],
    ['d', 1 / 86_400],
  ]),
  bytes: new Map([
    ['By', 1],
    ['kBy', 1e-3],
    ['MBy', 1e-6],
    ['GBy', 1e-9],
    ['KiBy', 2 ** -10],
    ['MiBy', 2 ** -20],
    ['GiBy', 2 ** -30],
  ]),
  ratios: new Map([
    ['1', 1],
    ['%', 100],
  ]),
}

/** What a value in the unit `from` is multiplied by to be one in `to`; 1 where the two say nothing of each other. */
export function unitFactor(from: string | undefined, to: string | undefined): number {
  for (const units of Object.values(perBase)) {
    const [given, wanted] = [units.get(from ?? ''), units.get(to ?? '')]
    if (given !== undefined && wanted !== undefined) return wanted / given
  }
  return 1
}
