import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const repository = join(import.meta.dirname, '../..')

/** A copy of the repository, outside it, in which faults are planted one at a time. */
export class Copy {
  folder = mkdtempSync(join(tmpdir(), 'spanmeter-gates-'))

  constructor() {
    for (const path of listed()) {
      mkdirSync(dirname(join(this.folder, path)), { recursive: true })
      cpSync(join(repository, path), join(this.folder, path))
    }
    symlinkSync(join(repository, 'node_modules'), join(this.folder, 'node_modules'))
    // The tests ask git which files there are.
    execFileSync('git', ['init', '--quiet'], { cwd: this.folder })
  }

  /** @param {string} path @param {string} text */
  append(path, text) {
    appendFileSync(join(this.folder, path), text)
  }

  /** @param {string} path @param {string} text */
  prepend(path, text) {
    writeFileSync(join(this.folder, path), text + this.#read(path))
  }

  /** @param {string} path @param {string} text */
  create(path, text) {
    writeFileSync(join(this.folder, path), text)
  }

  /** Fails when there is nothing to replace: a fault that is not planted proves nothing. */
  /** @param {string} path @param {string | RegExp} from @param {string} to */
  replace(path, from, to) {
    const before = this.#read(path)
    const after = before.replace(from, to)
    if (after === before) throw new Error(`${path} holds no ${from}: the fault cannot be planted.`)
    writeFileSync(join(this.folder, path), after)
  }

  /** Takes back what was planted in these files. @param {readonly string[]} paths */
  restore(paths) {
    for (const path of paths) {
      rmSync(join(this.folder, path), { force: true })
      if (listed().includes(path)) cpSync(join(repository, path), join(this.folder, path))
    }
  }

  remove() {
    rmSync(this.folder, { recursive: true, force: true })
  }

  /** @param {string} path */
  #read(path) {
    return readFileSync(join(this.folder, path), 'utf8')
  }
}

/** @type {string[] | undefined} */
let cached

/** Files that are committed or would be, without those whose deletion is not committed yet. */
function listed() {
  cached ??= execFileSync(
    'git',
    ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate'],
    {
      cwd: repository,
      encoding: 'utf8',
    },
  )
    .split('\0')
    .filter((path) => path !== '' && !deleted().includes(path))
  return cached
}

function deleted() {
  return execFileSync('git', ['ls-files', '-z', '--deleted'], { cwd: repository, encoding: 'utf8' }).split(
    '\0',
  )
}
