import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type BenchResult, markdownTables } from './report/index.ts'

/** `npm run bench:docs`: puts the results in bench/results/ into docs/benchmarks.md, between its two markers. */

const begin = '<!-- results: written by `npm run bench:docs`, do not edit -->'
const end = '<!-- end of results -->'
// From build/bench/bench/, where this runs.
const root = fileURLToPath(new URL('../../../', import.meta.url))
const page = `${root}docs/benchmarks.md`

const folder = `${root}bench/results`
if (!existsSync(folder)) {
  throw new Error(`${folder} is not there. Run the bench with --json ${folder}/node-20.json first.`)
}
const results = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .sort()
  // Written by --json, whose shape this is.
  .map((name) => JSON.parse(readFileSync(`${folder}/${name}`, 'utf8')) as BenchResult)

const text = readFileSync(page, 'utf8')
const from = text.indexOf(begin)
const to = text.indexOf(end)
if (from < 0 || to < from) throw new Error(`${page} lacks the markers ${begin} and ${end}.`)
const before = text.slice(0, from + begin.length)
writeFileSync(page, `${before}\n\n${markdownTables(results)}\n\n${text.slice(to)}`)
