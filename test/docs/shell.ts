import type { Snippet } from './page.ts'

/**
 * How a block of shell is proved. Without any of these its words are only read; `test/e2e/docs-commands.test.ts` runs
 * the others: `prepares` once before the servers, `serves=NAME` as a server, `on=stack` against the servers.
 */
export const shellAttributes = ['prepares', 'serves', 'on'] as const

/** A block of shell, and what it must print: comments below a command, in which `…` stands for anything. */
export interface Commands {
  readonly text: string
  readonly prints: readonly string[]
}

export function commandsOf({ text }: Pick<Snippet, 'text'>): Commands {
  const lines = text.split('\n')
  const prints = lines.filter((line) => line.startsWith('# ')).map((line) => line.slice(2))
  return { text, prints }
}

/** Whether one of the lines that were printed is the promised one. */
export function isPrinted(promised: string, printed: string): boolean {
  const parts = promised.split('…').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`, 'm').test(printed)
}
