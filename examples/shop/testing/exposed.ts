/** One metric of a Prometheus text, as far as these tests look at it. */
export interface Exposed {
  readonly type: string
  /** Names of the labels of its series, without `le`. */
  readonly labels: ReadonlySet<string>
  readonly samples: readonly { readonly labels: Readonly<Record<string, string>>; readonly value: number }[]
}

/** Reads a Prometheus text: families by name. Independent of the code that wrote it. */
export function readExposition(text: string): Map<string, Exposed> {
  const families = new Map<
    string,
    { type: string; labels: Set<string>; samples: Exposed['samples'][number][] }
  >()
  for (const line of text.split('\n')) {
    const declared = /^# TYPE (\S+) (\S+)$/.exec(line)
    if (declared?.[1] !== undefined && declared[2] !== undefined) {
      families.set(declared[1], { type: declared[2], labels: new Set(), samples: [] })
      continue
    }
    const sample = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)/.exec(line)
    if (sample?.[1] === undefined || line.startsWith('#')) continue
    const family = families.get(sample[1]) ?? families.get(sample[1].replace(/_(bucket|sum|count)$/, ''))
    if (family === undefined) throw new Error(`A sample without a type: ${line}`)
    const labels = Object.fromEntries(
      [...(sample[2] ?? '').matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, key = '', value = '']) => [
        key,
        value,
      ]),
    )
    for (const key of Object.keys(labels)) if (key !== 'le') family.labels.add(key)
    family.samples.push({ labels, value: Number(sample[3]) })
  }
  return families
}

/** The sum of all samples that carry these labels. */
export function total(metric: Exposed | undefined, labels: Readonly<Record<string, string>> = {}): number {
  return (metric?.samples ?? [])
    .filter((sample) => Object.entries(labels).every(([key, value]) => sample.labels[key] === value))
    .reduce((sum, { value }) => sum + value, 0)
}
