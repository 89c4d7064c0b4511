import { exportedLabels } from '../check.ts'
import type { LintException } from '../exception.ts'
import type { ResolvedCatalog, ResolvedDomain, ResolvedMetric } from '../resolved.ts'
import { bucketFaults } from './bucket-rules.ts'
import type { Finding, Verdict } from './finding.ts'
import { labelFaults, seriesFaults } from './label-rules.ts'
import { nameFaults } from './name-rules.ts'
import { semconvFaults } from './semconv-rules.ts'

/**
 * Checks a system against the rules that its names, labels, units and buckets should keep. What breaks a rule on
 * purpose states so in the catalog, where it is: `exceptions: [{ rule, reason }]` on a label, metric, domain or
 * system. Metrics that are not emitted are not looked at. An empty list means clean.
 *
 * Rules: a namespace and a subsystem; snake_case names; base units, and the unit in the name; `_total` on counters and
 * on nothing else; a name that the translation to Prometheus leaves alone; descriptions; labels with a bound, and none
 * that looks like an id; at most 10,000 series estimated per metric; buckets that are there, ascend, and suit the unit;
 * one shape per name; of what a system with `semconv: true` emits, the buckets and the attributes that are required.
 *
 * @example
 * expect(lintCatalog(catalogOf(shop))).toEqual([])
 */
export function lintCatalog(catalog: ResolvedCatalog): Finding[] {
  const findings = new Findings(catalog.exceptions)
  if (catalog.namespace === '') {
    findings.add('system', [], {
      rule: 'no-namespace',
      message: 'The system has no namespace, so its names can collide with those of any other. Give it one.',
    })
  }
  for (const domain of catalog.domains) lintDomain(domain, findings)
  lintShapes(catalog, findings)
  return findings.list
}

class Findings {
  readonly list: Finding[] = []
  readonly #system: readonly LintException[]

  constructor(system: readonly LintException[]) {
    this.#system = system
  }

  add(where: string, exceptions: readonly LintException[], ...verdicts: readonly Verdict[]): void {
    for (const verdict of verdicts) {
      const excused = [...this.#system, ...exceptions].some(({ rule }) => rule === verdict.rule)
      if (!excused) this.list.push({ where, ...verdict })
    }
  }
}

function lintDomain(domain: ResolvedDomain, findings: Findings): void {
  if (domain.subsystem === '') {
    findings.add(domain.key, domain.exceptions, {
      rule: 'no-subsystem',
      message: `The domain ${domain.name} has no subsystem, so its names do not say what they belong to.`,
    })
  }
  for (const metric of domain.metrics) {
    if (!metric.emitted) continue
    const where = `${domain.key}.${metric.key}`
    const exceptions = [...domain.exceptions, ...metric.exceptions]
    findings.add(where, exceptions, ...nameFaults(metric), ...seriesFaults(metric), ...bucketFaults(metric))
    for (const label of metric.labels) {
      if (label.attribute === false) continue
      findings.add(
        `${where}{${label.attribute}}`,
        [...exceptions, ...label.exceptions],
        ...labelFaults(label),
      )
    }
  }
  for (const { key, semconv } of domain.operations) {
    for (const metric of semconv) {
      findings.add(`${domain.key}.${key}`, domain.exceptions, ...semconvFaults(metric))
    }
  }
}

function lintShapes(catalog: ResolvedCatalog, findings: Findings): void {
  const seen = new Map<string, string>()
  for (const domain of catalog.domains) {
    for (const metric of domain.metrics) {
      if (!metric.emitted) continue
      const shape = shapeOf(metric)
      const known = seen.get(metric.name)
      if (known !== undefined && known !== shape) {
        findings.add(`${domain.key}.${metric.key}`, [...domain.exceptions, ...metric.exceptions], {
          rule: 'duplicate-name',
          message: `${metric.name} is declared twice, with another type, unit, buckets or labels. Rename one.`,
        })
      }
      seen.set(metric.name, shape)
    }
  }
}

function shapeOf(metric: ResolvedMetric): string {
  return JSON.stringify([metric.type, metric.unit, metric.buckets, exportedLabels(metric).sort()])
}
