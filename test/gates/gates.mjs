/**
 * The gates by name, each as a command in the copy. The quick ones are run for every fault, so that a fault which trips
 * a gate that was not meant is seen; the others for the faults that are meant for them. Output is without colours, so that it can be searched.
 *
 * @typedef {{ command: readonly string[], quick: boolean }} Gate
 */

/** @type {Readonly<Record<string, Gate>>} */
export const gates = {
  types: { command: ['npm', 'run', '--silent', 'types'], quick: true },
  lint: { command: ['npm', 'run', '--silent', 'lint'], quick: true },
  unused: { command: ['npm', 'run', '--silent', 'unused'], quick: true },
  architecture: { command: ['npx', 'vitest', 'run', 'test/architecture'], quick: true },
  unit: { command: ['npx', 'vitest', 'run', 'src/naming'], quick: false },
  catalog: { command: ['npx', 'vitest', 'run', 'src/domains/rustok.test.ts', 'src/catalog'], quick: false },
  docs: { command: ['npx', 'vitest', 'run', 'test/docs'], quick: false },
  package: { command: ['npx', 'vitest', 'run', 'test/package/tarball.test.ts'], quick: false },
  skips: { command: ['node', 'test/run/main.mjs', 'docs'], quick: false },
}
