import { join } from 'node:path'
import { readText, readYaml } from '../stack/configuration.ts'

/** A service as it stands in the file. */
export interface Service {
  readonly image?: string
  readonly build?: { readonly dockerfile: string }
  readonly hostname?: string
  readonly profiles?: readonly string[]
  readonly user?: string
  readonly command?: readonly string[]
  readonly entrypoint?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly restart?: string
  readonly read_only?: boolean
  readonly cap_drop?: readonly string[]
  readonly cap_add?: readonly string[]
  readonly security_opt?: readonly string[]
  readonly mem_limit?: string
  readonly pids_limit?: number
  readonly logging?: { readonly options: Readonly<Record<string, string>> }
  readonly healthcheck?: { readonly test: readonly string[] }
  readonly networks?: readonly string[]
  readonly network_mode?: string
  readonly ports?: readonly string[]
  readonly volumes?: readonly string[]
  readonly tmpfs?: readonly string[]
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>
}

export const repository = join(import.meta.dirname, '../..')

/** The file that the tests of this folder are about, and its text. */
export const composePath = 'docker-compose.observability.yml'
export const composeText = readText(composePath)

// That the file has this shape is what the real Compose checks, in compose-config.test.ts.
export const composeFile = readYaml(composePath).value as {
  readonly services: Readonly<Record<string, Service>>
  readonly volumes: Readonly<Record<string, unknown>>
  readonly networks: Readonly<Record<string, { readonly internal?: boolean } | null>>
}

export const services: readonly (Service & { readonly name: string })[] = Object.entries(
  composeFile.services,
).map(([name, service]) => ({ name, ...service }))

/** Those that run until they are stopped. */
export const lasting = services.filter(({ restart }) => restart === 'unless-stopped')

export function service(name: string): Service {
  const found = composeFile.services[name]
  if (found === undefined) throw new Error(`There is no service ${name}.`)
  return found
}

/** A variable that Compose fills in from the environment or from `.env`. */
export interface Variable {
  readonly name: string
  /** Empty where there is none. */
  readonly fallback: string
  readonly isRequired: boolean
}

export const variables: readonly Variable[] = [
  ...composeText.matchAll(/(?<!\$)\$\{(\w+)(?::([-?])([^}]*))?\}/g),
].map(([, name = '', kind, rest = '']) => ({
  name,
  fallback: kind === '-' ? rest : '',
  isRequired: kind === '?',
}))

/** `512m`, `1g`, `460MiB` in MiB. */
export function mebibytes(text: string | undefined): number {
  const [, number, unit] = /^(\d+)(m|g|MiB)$/.exec(text ?? '') ?? []
  if (number === undefined) throw new Error(`${text} is no amount of memory.`)
  return Number(number) * (unit === 'g' ? 1024 : 1)
}
