import { invalid } from './error.ts'

/** Servers and proxies refuse longer addresses, in words of their own. */
const longestPath = 4096

/** A group of metrics at a Pushgateway: what is pushed replaces what this group had. */
export interface Group {
  readonly job: string
  /** Further labels of the group, in their order. */
  readonly labels: Readonly<Record<string, string>>
}

/**
 * Where a group is, below the Pushgateway's address. A value goes in Base64 where it is empty, holds a slash, or holds
 * anything else that some router on the way might take for part of a path.
 */
export function pathOf({ job, labels }: Group): string {
  if (typeof job !== 'string' || job === '')
    throw invalid('The job of a push must be a text that is not empty: it becomes the label "job".')
  for (const [name, value] of Object.entries(labels)) check(name, value)
  const segments = Object.entries({ job, ...labels }).map(([name, value]) => segment(name, value))
  const path = `/metrics${segments.join('')}`
  if (path.length > longestPath)
    throw invalid(
      `The job and the labels of the group make an address of ${path.length} characters, and ${longestPath} are the most. Shorten their values.`,
    )
  return path
}

function check(name: string, value: unknown): void {
  const told = JSON.stringify(name.slice(0, 60))
  if (name === 'job')
    throw invalid('The label "job" of a group is the option "job". Leave it out of the grouping.')
  if (!/^[a-zA-Z_]\w*$/.test(name) || name.startsWith('__'))
    throw invalid(
      `${told} cannot be a label of a group. Use letters, digits and underscores, not two underscores first.`,
    )
  if (typeof value !== 'string')
    throw invalid(`The label ${told} of a group must be a text, and is a ${typeof value}.`)
}

function segment(name: string, value: string): string {
  if (/^[\w-][\w.-]*$/.test(value)) return `/${name}/${value}`
  // Of an empty value nothing would be left, and its segment with it.
  return `/${name}@base64/${Buffer.from(value, 'utf8').toString('base64url') || '='}`
}
