/** One sample of a Prometheus text. */
export interface Sample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/** What all processes exposed at one time. */
export class Samples {
  readonly all: readonly Sample[]

  constructor(all: readonly Sample[]) {
    this.all = all
  }

  /** The values of one metric, one for each series. */
  of(name: string): number[] {
    return this.all.filter((sample) => sample.name === name).map(({ value }) => value)
  }

  /** The sum over all processes, by the values of these labels. */
  sums(name: string, ...labels: readonly string[]): Map<string, number> {
    return tally(
      this.all.filter((sample) => sample.name === name),
      (sample) => labels.map((label) => sample.labels[label]),
      ({ value }) => value,
    )
  }

  /** The sum over all processes of the series with these labels; 0 without any. */
  total(name: string, labels: Readonly<Record<string, string>> = {}): number {
    const wanted = Object.entries(labels)
    return this.all
      .filter(
        (sample) => sample.name === name && wanted.every(([key, value]) => sample.labels[key] === value),
      )
      .reduce((sum, { value }) => sum + value, 0)
  }
}

/** Adds up what each comes to, by its key. */
export function tally<T>(
  all: readonly T[],
  key: (each: T) => readonly unknown[],
  amount: (each: T) => number = () => 1,
): Map<string, number> {
  const found = new Map<string, number>()
  for (const each of all) {
    const name = key(each).join(' ')
    found.set(name, (found.get(name) ?? 0) + amount(each))
  }
  return new Map([...found].sort(([one], [other]) => one.localeCompare(other)))
}

/** The samples of a text. */
export function samplesOf(text: string): Sample[] {
  return [...text.matchAll(/^(\w+)(?:\{(.*)\})? (\S+)$/gm)].map(([, name = '', braces = '', value]) => ({
    name,
    labels: Object.fromEntries(
      [...braces.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = '', said = '']) => [key, said]),
    ),
    value: Number(value),
  }))
}
