import type { RuleGroup } from './rule.ts'

/**
 * The groups of the domains, under the names that a system wants for some. Domains that want one name share its group,
 * in their order. Throws a sentence where a domain is named that there is not.
 */
export function namedGroups(
  groups: readonly (readonly [domain: string, group: RuleGroup])[],
  names: Readonly<Record<string, string>>,
): RuleGroup[] {
  const known = groups.map(([domain]) => domain)
  for (const domain of Object.keys(names)) {
    if (known.includes(domain)) continue
    throw new Error(
      `alertGroups names ${JSON.stringify(domain)}, which is no domain of the system. It has ${known.join(', ')}.`,
    )
  }
  const merged = new Map<string, RuleGroup['rules'][number][]>()
  for (const [domain, { name, rules }] of groups) {
    const wanted = Object.hasOwn(names, domain) ? (names[domain] ?? name) : name
    merged.set(wanted, [...(merged.get(wanted) ?? []), ...rules])
  }
  return [...merged].map(([name, rules]) => ({ name, rules }))
}
