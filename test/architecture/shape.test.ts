import { expect, test } from 'vitest'
import { isTest, sourceFiles } from './source-file.ts'

const folders = ['src', 'test', 'bench', 'examples', 'stack']
const files = folders.flatMap(sourceFiles)
const shipped = files.filter(({ path }) => path.startsWith('src/') && !isTest(path))

function pathsOf(faults: readonly { readonly path: string }[]): string[] {
  return faults.map(({ path }) => path)
}

test('no file is longer than 400 lines', () => {
  expect(pathsOf(files.filter(({ lines }) => lines > 400))).toEqual([])
})

test('the median file that ships is shorter than 100 lines', () => {
  const lengths = shipped.map(({ lines }) => lines).sort((a, b) => a - b)
  expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThan(100)
})

test('files and folders have names in kebab-case', () => {
  const kebab = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/
  expect(pathsOf(files.filter(({ path }) => !path.split('/').every((part) => kebab.test(part))))).toEqual([])
})

test('no file exports a default', () => {
  const configuration = /\.config\.m?[jt]s$/
  expect(
    pathsOf(files.filter(({ path, exportsDefault }) => exportsDefault && !configuration.test(path))),
  ).toEqual([])
})

test('no file exports everything of another', () => {
  expect(pathsOf(files.filter(({ exportsAll }) => exportsAll))).toEqual([])
})
