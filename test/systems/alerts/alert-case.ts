import { type AnySystem, catalogOf } from 'spanmeter'

/** One series, and how it runs: events per minute of a counter, or the value of a gauge. `null` while it is missing. */
export interface Course {
  readonly series: string
  readonly kind: 'counter' | 'level'
  readonly healthy: number | null
  readonly faulty: number | null
}

/** What makes an alert fire. */
export interface AlertCase {
  readonly alert: string
  readonly courses: readonly Course[]
  /** Alerts that rightly fire beside it. */
  readonly also?: readonly string[]
  /** What the description says when it fires, for some. */
  readonly says?: {
    readonly labels: Readonly<Record<string, string>>
    readonly description: string
    readonly value: string
  }
  /** Whether it takes traffic to judge: a hundredth of what makes it fire must leave it silent. */
  readonly guarded?: true
  /** Whether a series that begins with its first event is enough. */
  readonly firstEvent?: true
  /** Where it takes longer than the case to fire: the tests over days have it. */
  readonly overDays?: true
  /** `false` where its windows are longer than the case. */
  readonly resolves?: false
  /** Alerts that fire when its series are missing. Default: none. */
  readonly whenMissing?: readonly string[]
}

/** The process that the series come from, and the ways by which they come. */
export interface Scraped {
  readonly job: string
  /** Default: the job, and `-1`. */
  readonly instance?: string
  /** Default: both. */
  readonly sources?: readonly ('scrape' | 'otlp')[]
}

type Labels = Readonly<Record<string, string>>
type Run = readonly [healthy: number | null, faulty: number | null]

/** Writes courses of a system's metrics by their keys, so that a rename breaks the build, or fails here. */
export class Courses {
  readonly #names: ReadonlyMap<string, string>
  readonly #target: { readonly job: string; readonly instance: string }
  readonly #sources: readonly string[]

  constructor(system: AnySystem, { job, instance = `${job}-1`, sources = ['scrape', 'otlp'] }: Scraped) {
    this.#target = { job, instance }
    this.#sources = sources
    const domains = catalogOf(system).domains
    this.#names = new Map(
      domains.flatMap(({ key, metrics }) =>
        metrics.map((metric) => [`${key}.${metric.key}`, metric.name] as const),
      ),
    )
  }

  get job(): string {
    return this.#target.job
  }

  get instance(): string {
    return this.#target.instance
  }

  /** A counter as it comes by all ways. */
  counter(metric: string, labels: Labels, run: Run): Course[] {
    return this.#allWays(this.#name(metric), labels, 'counter', run)
  }

  /** A gauge as it comes by all ways. */
  level(metric: string, labels: Labels, run: Run): Course[] {
    return this.#allWays(this.#name(metric), labels, 'level', run)
  }

  /** A histogram of 60 events per minute: each bucket's share of them that is in it or below. */
  histogram(metric: string, labels: Labels, buckets: Readonly<Record<string, Run>>): Course[] {
    const name = this.#name(metric)
    const share = ([healthy, faulty]: Run): Run => [60 * (healthy ?? 0), 60 * (faulty ?? 0)]
    return [
      ...Object.entries(buckets).flatMap(([le, run]) =>
        this.#allWays(`${name}_bucket`, { ...labels, le }, 'counter', share(run)),
      ),
      ...this.#allWays(`${name}_bucket`, { ...labels, le: '+Inf' }, 'counter', [60, 60]),
      ...this.#allWays(`${name}_count`, labels, 'counter', [60, 60]),
    ]
  }

  /** A counter by one way only, or by none (`undefined`). */
  oneWay(metric: string, labels: Labels, source: string | undefined, run: Run): Course {
    return course(
      this.#name(metric),
      { ...this.#target, ...labels, ...(source !== undefined && { source }) },
      'counter',
      run,
    )
  }

  /** A series of spanmeter itself, as it comes by all ways. */
  own(name: string, labels: Labels, run: Run): Course[] {
    return this.#allWays(name, labels, 'counter', run)
  }

  /** Whether the process, or another of the job, answers its scrapes. */
  up(run: Run, instance = this.instance): Course {
    return upOf({ job: this.job, instance }, run)
  }

  #allWays(name: string, labels: Labels, kind: Course['kind'], run: Run): Course[] {
    return this.#sources.map((source) => course(name, { ...this.#target, ...labels, source }, kind, run))
  }

  #name(metric: string): string {
    const name = this.#names.get(metric)
    if (name === undefined) throw new Error(`The system of ${this.job} has no metric ${metric}.`)
    return name
  }
}

/** Whether a process answers its scrapes. */
export function upOf({ job, instance = `${job}-1` }: Scraped, run: Run): Course {
  return course('up', { job, instance }, 'level', run)
}

/** A series that others expose: no source, and a job of its own. */
export function foreign(name: string, labels: Labels, kind: Course['kind'], run: Run): Course {
  return course(name, labels, kind, run)
}

function course(name: string, labels: Labels, kind: Course['kind'], [healthy, faulty]: Run): Course {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}="${value}"`)
  return { series: `${name}{${pairs.join(',')}}`, kind, healthy, faulty }
}
