import { textOf } from './page.ts'

/** A link from one page to a place in the repository. */
export interface Link {
  readonly page: string
  readonly line: number
  /** As written: `../CONTRIBUTING.md#a-new-metric`. */
  readonly target: string
  /** What is to be pressed; empty for an address that stands alone. */
  readonly text: string
}

/** The links of a page, those in code left out; the ones that lead out of the repository have a scheme. */
export function linksOf(page: string): Link[] {
  return proseOf(page).flatMap((text, index) =>
    [...text.matchAll(/(?:\[([^\]]*))?\]\(([^)\s]+)\)|<(https?:[^>\s]+)>/g)].map(
      ([, pressed = '', inline, bare]) => ({
        page,
        line: index + 1,
        target: inline ?? bare ?? '',
        text: pressed,
      }),
    ),
  )
}

export function isForeign({ target }: Link): boolean {
  return /^[a-z]+:/.test(target)
}

/** What a heading can be reached by, as GitHub makes it. */
export function anchorsOf(page: string): Set<string> {
  const anchors = new Set<string>()
  for (const line of proseOf(page)) {
    const heading = /^#{1,6}\s+(.*)$/.exec(line)?.[1]
    if (heading === undefined) continue
    const slug = slugOf(heading)
    let anchor = slug
    for (let again = 1; anchors.has(anchor); again++) anchor = `${slug}-${again}`
    anchors.add(anchor)
  }
  return anchors
}

function slugOf(heading: string): string {
  return heading
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(/\s/g, '-')
}

/** The lines of a page; those inside of fenced blocks are empty. */
function proseOf(page: string): string[] {
  let fence: string | undefined
  return textOf(page)
    .split('\n')
    .map((line) => {
      const ticks = /^\s*(`{3,})/.exec(line)?.[1]
      if (ticks !== undefined && (fence === undefined || ticks === fence)) {
        fence = fence === undefined ? ticks : undefined
        return ''
      }
      return fence === undefined ? line : ''
    })
}
