import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { compose, composePrograms } from '../../test/compose/compose-program.ts'
import { serviceNames } from '../../test/systems/running-dalston.ts'
import { type ServiceName, services } from './process/services.ts'

/** As much of a service as is looked at here. */
interface ComposeService {
  readonly image: string
  readonly command?: readonly string[]
  readonly profiles?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly ports?: readonly string[]
  readonly networks?: readonly string[]
  readonly read_only: boolean
  readonly cap_drop: readonly string[]
  readonly security_opt: readonly string[]
  readonly mem_limit: string
  readonly pids_limit: number
  readonly restart: string
}

const path = 'examples/dalston/compose.yaml'
const settings = { REDIS_PASSWORD: 'r', GRAFANA_ADMIN_PASSWORD: 'g', OBJECT_STORE_PASSWORD: 'o' }
const read = (name: string) => readFileSync(join(import.meta.dirname, name), 'utf8')
const text = read('compose.yaml')
// The shape is Compose's own.
const file = parse(text, { merge: true }) as { readonly services: Readonly<Record<string, ComposeService>> }
const all = Object.entries(file.services)
const process = (name: ServiceName): ComposeService => {
  const found = file.services[name]
  if (found === undefined) throw new Error(`${name} is not in compose.yaml.`)
  return found
}

describe('compose.yaml', () => {
  test.each(serviceNames)('runs %s, where Prometheus looks for it', (name) => {
    const { command, environment } = process(name)
    expect(command).toEqual([`build/examples/dalston/${name}/main.js`])
    expect(environment?.PORT).toBe(String(services[name].port))
    expect(read('prometheus.compose.yml')).toContain(`targets: [${name}:${services[name].port}]`)
  })

  test('has the same Prometheus in it as beside it, but for the hosts', () => {
    const plain = (yaml: string) => JSON.stringify(parse(yaml)).replaceAll(/"[\w.-]+:(80\d\d)"/g, '":$1"')
    expect(plain(read('prometheus.compose.yml'))).toBe(plain(read('prometheus.yml')))
  })

  test('starts Prometheus and Grafana with the profile monitoring alone, and the object store with its own', () => {
    const optional = all.filter(([, { profiles }]) => profiles !== undefined)
    expect(optional.map(([name, { profiles }]) => [name, profiles])).toEqual([
      ['object-store', ['object-store']],
      ['prometheus', ['monitoring']],
      ['grafana', ['monitoring']],
      ['monitoring-volumes', ['monitoring']],
      ['object-store-volumes', ['object-store']],
    ])
  })

  test('lets every process measure, unless METRICS_ENABLED says otherwise', () => {
    for (const name of serviceNames) {
      expect(process(name).environment?.METRICS_ENABLED, name).toBe(`\${METRICS_ENABLED:-true}`)
    }
  })

  test('gives each service no more than it needs', () => {
    for (const [name, { read_only, cap_drop, security_opt, mem_limit, pids_limit }] of all) {
      expect([name, read_only, cap_drop, security_opt]).toEqual([
        name,
        true,
        ['ALL'],
        ['no-new-privileges:true'],
      ])
      expect([mem_limit, pids_limit].every(Boolean), name).toBe(true)
    }
  })

  test('takes images of one exact version', () => {
    const foreign = all.map(([, { image }]) => image).filter((image) => image !== 'spanmeter-dalston:local')
    for (const image of foreign) expect(image).toMatch(/:v?\d+\.\d+\.\d+(-alpine)?$/)
  })

  test('publishes on 127.0.0.1 only: the gateway, Prometheus and Grafana', () => {
    const published = all.filter(([, { ports }]) => ports !== undefined)
    expect(published.map(([name]) => name)).toEqual(['gateway', 'prometheus', 'grafana'])
    for (const [, { ports = [] }] of published) {
      for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:\$\{[A-Z_]+_PORT:-\d+\}:\d+$/)
    }
  })

  test('holds no password, and no anonymous viewer', () => {
    for (const [name, { environment = {} }] of all) {
      for (const [key, value] of Object.entries(environment)) {
        if (/PASSWORD|SECRET|AUTH$/.test(key))
          expect(`${name} ${key}=${value}`).toMatch(/=\$\{[A-Z_]+_PASSWORD:-\}$/)
      }
    }
    expect(text).not.toMatch(/ANONYMOUS/)
    expect(text).toMatch(/redis:\/\/:\$\{REDIS_PASSWORD:\?[^}]+\}@redis:6379/)
  })
})

/** What Compose makes of a service. */
interface MadeService {
  readonly environment: Readonly<Record<string, string>>
}

// Without any, one that is skipped stands for it: composePrograms has said why.
const candidates = composePrograms.length === 0 ? [['compose']] : composePrograms
const implementations = candidates.map((program) => ({ name: program.join(' '), program }))

describe.skipIf(composePrograms.length === 0).each(implementations)('$name', ({ program }) => {
  const made = (given: Readonly<Record<string, string>>, ...profiles: string[]) => {
    const chosen = profiles.flatMap((profile) => ['--profile', profile])
    const { code, said, complained } = compose(program, [...chosen, 'config'], given, path)
    expect([code, complained]).toEqual([0, ''])
    return parse(said).services as Readonly<Record<string, MadeService>> // The shape is Compose's own.
  }

  test('takes the file, with every profile', () => {
    const services = made(settings, 'monitoring', 'object-store')
    expect(Object.keys(services).sort()).toEqual(all.map(([name]) => name).sort())
  })

  test('has the processes keep files in their folder, unless an object store is named', () => {
    const DALSTON_S3_ENDPOINT = 'http://object-store:7070'
    const inFolder = made(settings)
    const inStore = made({ ...settings, DALSTON_S3_ENDPOINT }, 'object-store')
    for (const name of ['gateway', 'engine-faster-whisper', 'engine-pyannote']) {
      expect(inFolder[name]?.environment, name).toMatchObject({ DALSTON_S3_ENDPOINT: '', HOST: '0.0.0.0' })
      expect(inStore[name]?.environment, name).toMatchObject({
        DALSTON_S3_ENDPOINT,
        DALSTON_S3_BUCKET: 'dalston',
        AWS_ACCESS_KEY_ID: inStore['object-store']?.environment.ROOT_ACCESS_KEY,
        AWS_SECRET_ACCESS_KEY: inStore['object-store']?.environment.ROOT_SECRET_KEY,
      })
    }
  })

  test('refuses to start without a password of Redis, and says so', () => {
    const { code, complained } = compose(program, ['config'], {}, path)
    expect(code).not.toBe(0)
    expect(complained).toContain(
      'Choose a password for Redis and set it as REDIS_PASSWORD in the file .env, as .env.example shows.',
    )
  })
})
