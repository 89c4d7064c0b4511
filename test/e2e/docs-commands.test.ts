import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { pages, type Snippet, snippetsOf } from '../docs/page.ts'
import { commandsOf, isPrinted } from '../docs/shell.ts'
import { StackByHand } from './by-hand.ts'
import { until } from './until.ts'

const page = 'docs/running-the-stack.md'
const shell = pages()
  .flatMap((path) => snippetsOf(path))
  .filter(({ language }) => language === 'sh')

let stack: StackByHand

/** Does what the page on running the stack says, from its first command on. */
beforeAll(async () => {
  stack = await StackByHand.prepare()
  for (const { attributes, text } of shell) {
    if (attributes.prepares !== undefined) await stack.run(text)
    if (attributes.serves !== undefined) await stack.serve(attributes.serves, text)
  }
})

afterAll(() => stack?.end())

test('the page on running the stack starts all of it', () => {
  const servers = shell.flatMap(({ attributes }) => attributes.serves ?? [])
  expect(servers.sort()).toEqual(['collector', 'jaeger', 'prometheus', 'shop'])
  for (const { attributes, page: where } of shell)
    if (attributes.serves !== undefined || attributes.prepares !== undefined) expect(where).toBe(page)
})

const run = shell.filter(({ attributes }) => attributes.on === 'stack')
const together = [...new Set(run.map(({ page: where }) => where))]

// A variable that one block of a page sets is there in the next.
describe.each(together)('%s', (where) => {
  const blocks = run.filter(({ page: other }) => other === where)
  test('has commands that print what the page says, once there is something to see', async () => {
    let told = ''
    await until(
      () => told,
      async () => {
        const output = await stack.run(script(blocks)).catch((error: Error) => error.message)
        const printed = output.split(separator)
        told = blocks.flatMap((block, index) => missing(block, printed[index + 1] ?? '')).join('\n')
        return told === '' || undefined
      },
    )
  })
})

/** Configuration that a page shows, as a whole file: `for=prometheus`, or target files, `for=targets`. */
const configurations = pages()
  .flatMap((path) => snippetsOf(path))
  .filter(({ language, attributes }) => language === 'yaml' && attributes.for !== undefined)

test.each(configurations)('$page:$line is accepted by promtool', async ({ attributes, text }) => {
  const asTargets = attributes.for === 'targets'
  const reading = 'scrape_configs: [{ job_name: shown, file_sd_configs: [{ files: [targets.yml] }] }]'
  stack.write('targets.yml', asTargets ? text : '[]')
  stack.write('shown.yml', asTargets ? reading : text)
  // The files that a page's configuration names are the reader's.
  const flags = asTargets ? '' : '--syntax-only'
  await stack.run(`promtool check config ${flags} .cache/by-hand/shown.yml`)
})

const separator = '---- the next block ----'

function script(blocks: readonly Snippet[]): string {
  return blocks.map(({ text }) => `echo '${separator}'\n${text}`).join('\n')
}

/** What the page promises, and the commands did not print. */
function missing(block: Snippet, printed: string): string[] {
  return commandsOf(block)
    .prints.filter((line) => !isPrinted(line, printed))
    .map(
      (line) => `${block.page}:${block.line} promises:\n${line}\nbut it printed:\n${printed.slice(0, 1_500)}`,
    )
}
