import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'

const repository = join(import.meta.dirname, '../..')

/** Any node of a YAML file, to be looked into by name. */
export class Node {
  readonly value: unknown
  readonly #path: string

  constructor(value: unknown, path: string) {
    this.value = value
    this.#path = path
  }

  /** What stands under these keys and indexes; a missing one fails the test with its place. */
  at(...keys: readonly (string | number)[]): Node {
    let { value } = this
    let path = this.#path
    for (const key of keys) {
      path += `/${key}`
      if (typeof value !== 'object' || value === null || !(key in value))
        throw new Error(`There is no ${path}.`)
      value = (value as Record<string | number, unknown>)[key] // It was just found to be in there.
    }
    return new Node(value, path)
  }

  /** The items of a list, or the values of a map. */
  items(): Node[] {
    if (typeof this.value !== 'object' || this.value === null) throw new Error(`${this.#path} holds nothing.`)
    return Object.entries(this.value).map(([key, value]) => new Node(value, `${this.#path}/${key}`))
  }
}

export function readText(path: string): string {
  return readFileSync(join(repository, path), 'utf8')
}

export function readYaml(path: string): Node {
  return new Node(parse(readText(path), { merge: true }), path)
}
