import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { context, diag } from '@opentelemetry/api'
import { afterEach, describe, expect, it } from 'vitest'
import { document, type Outcomes } from './document.ts'
import { permittedDifferences } from './permitted-differences.ts'
import { allRules } from './rules/index.ts'
import { official, spanmeter } from './subject.ts'

/** Which line of the official SDK the imports lead to. */
const LINE = process.env.SPANMETER_TEST_SDK === '3' ? 'sdk-3' : 'sdk-2'

const ours: Record<string, boolean> = {}
const theirs: Record<string, boolean> = {}

afterEach(() => {
  diag.disable()
  context.disable()
})

describe.each([...new Set(allRules.map(({ section }) => section))])('%s', (section) => {
  for (const { name, check } of allRules.filter((rule) => rule.section === section)) {
    it(name, async () => {
      ours[name] = false
      await check(spanmeter)
      ours[name] = true
    })
  }
})

describe(`the official SDK, line ${LINE}`, () => {
  for (const { section, name, check } of allRules) {
    it(`is tried on: ${section}: ${name}`, async () => {
      try {
        await check(official)
        theirs[name] = true
      } catch {
        // That it does not meet a rule is what the document is to show.
        theirs[name] = false
      }
    })
  }

  it('has the outcomes that are written down', async () => {
    await expect(`${JSON.stringify(theirs, null, 2)}\n`).toMatchFileSnapshot(file(LINE))
  })
})

describe('docs/conformance.md', () => {
  it('shows every rule with these outcomes', async () => {
    const two = LINE === 'sdk-2' ? theirs : recorded('sdk-2')
    const three = LINE === 'sdk-3' ? theirs : recorded('sdk-3')
    const page = document(allRules, { ours, two, three }, permittedDifferences)
    await expect(page).toMatchFileSnapshot(join(import.meta.dirname, '../../docs/conformance.md'))
  })

  it('has no two rules of one name', () => {
    expect(new Set(allRules.map(({ name }) => name)).size).toBe(allRules.length)
  })
})

function file(line: string): string {
  return join(import.meta.dirname, 'outcomes', `${line}.json`)
}

function recorded(line: string): Outcomes {
  return existsSync(file(line)) ? (JSON.parse(readFileSync(file(line), 'utf8')) as Outcomes) : {}
}
