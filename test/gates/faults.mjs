/** @typedef {import('./copy.mjs').Copy} Copy */

/**
 * One fault, and the gates that must turn red when it is there: those and no other of the quick ones.
 *
 * @typedef {object} Fault
 * @property {string} name
 * @property {readonly string[]} red
 * @property {RegExp} says what the gates print of it: red for another reason proves nothing
 * @property {readonly string[]} files what `plant` touches
 * @property {(copy: Copy) => void} plant
 */

const time = 'src/points/time.ts'
const guard = 'src/guard/guard.ts'
const readme = 'README.md'
const cacheCatalog = 'src/domains/cache/catalog.ts'

/** @type {readonly Fault[]} */
export const faults = [
  {
    name: 'a type error',
    red: ['types'],
    says: /time\.ts.*TS2322/,
    files: [time],
    plant: (copy) =>
      copy.append(time, "\nconst planted: number = String(1)\nif (planted) throw new Error('planted')\n"),
  },
  {
    name: 'a lint error',
    red: ['lint'],
    says: /noDoubleEquals/,
    files: [time],
    plant: (copy) => copy.append(time, "\nif (Number('1') == 2) throw new Error('planted')\n"),
  },
  {
    name: 'an import against the direction',
    red: ['architecture'],
    says: /points may not import guard/,
    files: [time],
    plant: (copy) => copy.prepend(time, "import '../guard/index.ts'\n\n"),
  },
  {
    name: 'a cycle of imports',
    red: ['architecture'],
    says: /guard\.ts → src\/guard\/dropped\.ts|dropped\.ts → src\/guard\/guard\.ts/,
    files: [guard],
    plant: (copy) => copy.replace(guard, /^(import .*\n)/, "$1import './dropped.ts'\n"),
  },
  {
    name: 'an import past the index of a folder',
    red: ['architecture'],
    says: /exposition\/index\.ts imports \.\.\/guard\/guard\.ts/,
    files: ['src/exposition/index.ts'],
    plant: (copy) => copy.prepend('src/exposition/index.ts', "import '../guard/guard.ts'\n\n"),
  },
  {
    name: 'the SDK imported outside its files',
    red: ['architecture'],
    says: /guard\.ts imports @opentelemetry\/sdk-metrics/,
    files: [guard],
    plant: (copy) => copy.replace(guard, /^(import .*\n)/, "$1import '@opentelemetry/sdk-metrics'\n"),
  },
  {
    name: 'a file that is too long',
    red: ['architecture'],
    says: /src\/points\/time\.ts/,
    files: [time],
    plant: (copy) => copy.append(time, '// planted\n'.repeat(400)),
  },
  {
    name: 'a file name that is not in kebab-case',
    red: ['lint', 'architecture'],
    says: /plantedFault\.mjs/,
    files: ['test/run/plantedFault.mjs'],
    plant: (copy) => copy.create('test/run/plantedFault.mjs', "console.log('planted')\n"),
  },
  {
    name: 'a public name without a doc comment',
    red: ['architecture'],
    says: /planted \(src\/index\.ts\)/,
    files: ['src/index.ts'],
    plant: (copy) => copy.append('src/index.ts', '\nexport const planted = 1\n'),
  },
  {
    name: 'a public value without an example',
    red: ['architecture'],
    says: /planted \(src\/index\.ts\)/,
    files: ['src/index.ts'],
    plant: (copy) => copy.append('src/index.ts', '\n/** Planted. */\nexport const planted = 1\n'),
  },
  {
    name: 'a path of one machine in a file',
    red: ['architecture'],
    says: /CHANGELOG\.md/,
    files: ['CHANGELOG.md'],
    plant: (copy) => copy.append('CHANGELOG.md', ['\nSee /ro', 'ot/notes.\n'].join('')),
  },
  {
    name: 'an export that nobody uses',
    red: ['unused'],
    says: /planted.*unit\.ts/,
    files: ['src/naming/unit.ts'],
    plant: (copy) => copy.append('src/naming/unit.ts', '\nexport const planted = 1\n'),
  },
  {
    name: 'a dependency that nobody uses',
    red: ['unused'],
    says: /cookie/,
    files: ['package.json'],
    plant: (copy) =>
      copy.replace('package.json', '"devDependencies": {', '"devDependencies": {\n    "cookie": "2.0.2",'),
  },
  {
    name: 'an entry point that the package no longer exports',
    red: ['types'],
    says: /spanmeter\/otlp/,
    files: ['package.json'],
    plant: (copy) => copy.replace('package.json', '"./otlp"', '"./planted"'),
  },
  {
    name: 'a wrong metric name in a catalog',
    red: ['catalog'],
    says: /rustok_cache_gone_total/,
    files: [cacheCatalog],
    plant: (copy) => copy.replace(cacheCatalog, 'evictions: { ', "evictions: { name: 'gone', "),
  },
  {
    name: 'a metric in a unit that is not a base unit',
    red: ['catalog'],
    says: /rustok_cache_operation_duration/,
    files: [cacheCatalog],
    plant: (copy) => copy.replace(cacheCatalog, "unit: 's'", "unit: 'ms'"),
  },
  {
    name: 'a generated page that is stale',
    red: ['catalog'],
    says: /src\/catalog\/reference-page\.test\.ts/,
    files: ['docs/metrics/README.md'],
    plant: (copy) => copy.append('docs/metrics/README.md', 'planted\n'),
  },
  {
    name: 'a failing unit test',
    red: ['unit'],
    says: /FAIL.*src\/naming/,
    files: ['src/naming/label-name.ts'],
    plant: (copy) => copy.replace('src/naming/label-name.ts', "'_'", "'-'"),
  },
  {
    name: 'a snippet in a language that nothing runs',
    red: ['docs'],
    says: /block in "python"/,
    files: [readme],
    plant: (copy) => copy.append(readme, '\n```python\nprint(1)\n```\n'),
  },
  {
    name: 'a snippet that throws',
    red: ['docs'],
    says: /Error: planted/,
    files: [readme],
    plant: (copy) => copy.append(readme, "\n```ts file=main.ts\nthrow new Error('planted')\n```\n"),
  },
  {
    name: 'a snippet that does not compile',
    red: ['docs'],
    says: /TS2322/,
    files: [readme],
    plant: (copy) => copy.append(readme, '\n```ts file=main.ts\nconst planted: number = String(1)\n```\n'),
  },
  {
    name: 'a snippet that is never run',
    red: ['docs'],
    says: /never\.ts/,
    files: [readme],
    plant: (copy) => copy.append(readme, '\n```ts file=never.ts\nexport const never = 1\n```\n'),
  },
  {
    name: 'a command that does not exist',
    red: ['docs'],
    says: /no script planted/,
    files: [readme],
    plant: (copy) => copy.append(readme, '\n```sh\nnpm run planted\n```\n'),
  },
  {
    name: 'a package without its built files',
    red: ['package'],
    says: /every path that package\.json exports/,
    files: ['package.json'],
    plant: (copy) => copy.replace('package.json', /"files": \[\s*"dist",/, '"files": ['),
  },
  {
    name: 'a skipped test in CI',
    red: ['skips'],
    says: /SKIPPED test\/docs\/planted\.test\.ts/,
    files: ['test/docs/planted.test.ts'],
    plant: (copy) =>
      copy.create(
        'test/docs/planted.test.ts',
        "import { test } from 'vitest'\n\ntest.skip('planted', () => {})\n",
      ),
  },
]
