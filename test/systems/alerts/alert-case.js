import { catalogOf } from 'spanmeter'
/** Writes courses of a system's metrics by their keys, so that a rename breaks the build, or fails here. */
export class Courses {
  #names
  #target
  #sources
  constructor(system, { job, instance = `${job}-1`, sources = ['scrape', 'otlp'] }) {
    this.#target = { job, instance }
    this.#sources = sources
    const domains = catalogOf(system).domains
    this.#names = new Map(
      domains.flatMap(({ key, metrics }) => metrics.map((metric) => [`${key}.${metric.key}`, metric.name])),
    )
  }
  get job() {
    return this.#target.job
  }
  /** A counter as it comes by all ways. */
  counter(metric, labels, run) {
    return this.#allWays(this.#name(metric), labels, 'counter', run)
  }
  /** A gauge as it comes by all ways. */
  level(metric, labels, run) {
    return this.#allWays(this.#name(metric), labels, 'level', run)
  }
  /** A histogram of 60 events per minute: each bucket's share of them that is in it or below. */
  histogram(metric, labels, buckets) {
    const name = this.#name(metric)
    const share = ([healthy, faulty]) => [60 * (healthy ?? 0), 60 * (faulty ?? 0)]
    return [
      ...Object.entries(buckets).flatMap(([le, run]) =>
        this.#allWays(`${name}_bucket`, { ...labels, le }, 'counter', share(run)),
      ),
      ...this.#allWays(`${name}_bucket`, { ...labels, le: '+Inf' }, 'counter', [60, 60]),
      ...this.#allWays(`${name}_count`, labels, 'counter', [60, 60]),
    ]
  }
  /** A counter by one way only, or by none (`undefined`). */
  oneWay(metric, labels, source, run) {
    return course(
      this.#name(metric),
      { ...this.#target, ...labels, ...(source !== undefined && { source }) },
      'counter',
      run,
    )
  }
  /** A series of spanmeter itself, as it comes by all ways. */
  own(name, labels, run) {
    return this.#allWays(name, labels, 'counter', run)
  }
  /** Whether the process answers its scrapes. */
  up(run) {
    return upOf(this.#target, run)
  }
  #allWays(name, labels, kind, run) {
    return this.#sources.map((source) => course(name, { ...this.#target, ...labels, source }, kind, run))
  }
  #name(metric) {
    const name = this.#names.get(metric)
    if (name === undefined) throw new Error(`The system of ${this.job} has no metric ${metric}.`)
    return name
  }
}
/** Whether a process answers its scrapes. */
export function upOf({ job, instance = `${job}-1` }, run) {
  return course('up', { job, instance }, 'level', run)
}
/** A series that others expose: no source, and a job of its own. */
export function foreign(name, labels, kind, run) {
  return course(name, labels, kind, run)
}
function course(name, labels, kind, [healthy, faulty]) {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}="${value}"`)
  return { series: `${name}{${pairs.join(',')}}`, kind, healthy, faulty }
}
//# sourceMappingURL=alert-case.js.map
