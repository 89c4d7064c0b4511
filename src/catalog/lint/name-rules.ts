import { isPrometheusName, prometheusName, prometheusUnit } from '../../naming/index.ts'
import type { ResolvedMetric } from '../resolved.ts'
import type { Verdict } from './finding.ts'

const baseUnits = new Set(['', '1', 's', 'By', 'Cel', 'V', 'A', 'J', 'g', 'm'])
const scaledWords =
  /(^|_)(milliseconds|millis|ms|microseconds|minutes|hours|kilobytes|megabytes|kb|mb|mib|kib)(_|$)/

/** Rules on the name and the unit of one metric. */
export function nameFaults(metric: ResolvedMetric): Verdict[] {
  const { name, unit, type, description } = metric
  const faults: Verdict[] = []
  if (!isPrometheusName(name) || name !== name.toLowerCase() || name.includes(':')) {
    faults.push({
      rule: 'invalid-name',
      message: `${name} is no metric name in snake_case: letters, digits and _ only.`,
    })
  }
  if (!isBaseUnit(unit) || scaledWords.test(name)) {
    faults.push({
      rule: 'base-unit',
      message: `${name} is measured in ${unit || 'a scaled unit'}. Record base units: seconds, bytes, ratios from 0 to 1.`,
    })
  }
  if ((type === 'counter') !== name.endsWith('_total')) {
    const advice = type === 'counter' ? 'A counter ends in _total.' : 'Only a counter ends in _total.'
    faults.push({ rule: 'total-suffix', message: `${name} is a ${type}. ${advice}` })
  }
  const suffix = prometheusUnit(unit)
  if (suffix !== '' && !`_${name}_`.includes(`_${suffix}_`)) {
    faults.push({
      rule: 'unit-in-name',
      message: `${name} has the unit ${unit}, but not ${suffix} in its name.`,
    })
  }
  const translated = prometheusName({ name, unit, type })
  if (translated !== name) {
    faults.push({
      rule: 'translated-name',
      message: `${name} leaves the process as ${translated}. Name it so that nothing is left to translate.`,
    })
  }
  if (description.trim() === '') {
    faults.push({ rule: 'missing-description', message: `${name} has no description.` })
  }
  return faults
}

function isBaseUnit(unit: string): boolean {
  return baseUnits.has(unit) || /^\{[^{}]+\}$/.test(unit)
}
