import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { readText } from '../stack/configuration.ts'

/** What a provisioning file may hold: a value of a type, a choice of words, lists of it, or fields of that kind. */
export type Shape =
  | 'string'
  | 'number'
  | 'boolean'
  | { readonly oneOf: readonly string[] }
  | { readonly listOf: Shape }
  | { readonly fields: Readonly<Record<string, Shape>> }

/** The files of one kind, as Grafana has them after it put the environment in. */
export function provisioned(kind: 'datasources' | 'dashboards', environment: Environment): unknown[] {
  const folder = `grafana/provisioning/${kind}`
  return readdirSync(join(import.meta.dirname, '../..', folder)).map((name) =>
    expanded(parse(readText(`${folder}/${name}`)), environment),
  )
}

export type Environment = Readonly<Record<string, string>>

/** Every text with `$NAME` and `${NAME}` from the environment, or nothing where it has none, and `$$` as `$`. */
function expanded(value: unknown, environment: Environment): unknown {
  if (typeof value === 'string') {
    const expand = (part: string) =>
      part.replace(/\$(\w+)|\$\{(.*?)\}/g, (_, plain, braced) => environment[plain ?? braced] ?? '')
    return value.split('$$').map(expand).join('$')
  }
  if (Array.isArray(value)) return value.map((item) => expanded(item, environment))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, held]) => [key, expanded(held, environment)]))
}

/** What of a value does not have its shape, one line each. Grafana itself would pass over an unknown field in silence. */
export function misfits(value: unknown, shape: Shape, place = ''): string[] {
  if (typeof shape === 'string') return typeof value === shape ? [] : [`${place} is no ${shape}`]
  if ('oneOf' in shape) {
    return shape.oneOf.some((word) => word === value) ? [] : [`${place} is none of ${shape.oneOf.join(', ')}`]
  }
  if ('listOf' in shape) {
    if (!Array.isArray(value)) return [`${place} is no list`]
    return value.flatMap((item, index) => misfits(item, shape.listOf, `${place}/${index}`))
  }
  if (typeof value !== 'object' || value === null) return [`${place} holds no fields`]
  return Object.entries(value).flatMap(([key, held]) => {
    const known = shape.fields[key]
    return known === undefined ? [`${place}/${key} is unknown`] : misfits(held, known, `${place}/${key}`)
  })
}
