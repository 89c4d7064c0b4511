import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { lasting, service, services, variables } from './compose-file.ts'
import { compose, composePrograms } from './compose-program.ts'
import { exampleSettings } from './env-example.ts'

const password = { GRAFANA_ADMIN_PASSWORD: 'a-password-of-ones-own' }
const refusal =
  "Choose a password for Grafana's user admin and set it as GRAFANA_ADMIN_PASSWORD in the file .env, as .env.example shows."

test('the file has one variable that must be set, and that is the password', () => {
  expect(variables.filter(({ isRequired }) => isRequired).map(({ name }) => name)).toEqual([
    'GRAFANA_ADMIN_PASSWORD',
  ])
})

// Without any, one that is skipped stands for it: composePrograms has said why.
const candidates = composePrograms.length === 0 ? [['compose']] : composePrograms
const implementations = candidates.map((program) => ({ name: program.join(' '), program }))

describe.skipIf(composePrograms.length === 0).each(implementations)('$name', ({ program }) => {
  const config = (settings: Readonly<Record<string, string>>, ...profiles: string[]) =>
    compose(program, [...profiles.flatMap((profile) => ['--profile', profile]), 'config'], settings)

  test('takes the file, with every profile', () => {
    const { code, said, complained } = config(password, 'pushgateway', 'postgres', 'redis')
    expect(code, complained).toBe(0)
    expect(complained).toBe('')
    expect(Object.keys(parse(said).services).sort()).toEqual(services.map(({ name }) => name).sort())
  })

  test.each([
    ['is not set', {}],
    ['is empty', { GRAFANA_ADMIN_PASSWORD: '' }],
  ])('refuses to start when the password %s, with a sentence that says what to do', (_, settings) => {
    const { code, said, complained } = config(settings)
    expect(code).not.toBe(0)
    expect(said).toBe('')
    expect(complained.trimEnd().endsWith(refusal), complained).toBe(true)
  })

  test('hands the password to Grafana and to nobody else', () => {
    const made = parse(config(password, 'pushgateway', 'postgres', 'redis').said).services
    const knowing = Object.keys(made).filter((name) =>
      JSON.stringify(made[name]).includes(password.GRAFANA_ADMIN_PASSWORD),
    )
    expect(knowing).toEqual(['grafana'])
    expect(made.grafana.environment.GF_SECURITY_ADMIN_PASSWORD).toBe(password.GRAFANA_ADMIN_PASSWORD)
  })

  test('moves each port by its variable, and leaves it on 127.0.0.1', () => {
    const ports = variables.filter(({ name }) => name.endsWith('_PORT')).map(({ name }) => name)
    const moved = Object.fromEntries([...new Set(ports)].map((name, index) => [name, String(20_000 + index)]))
    const { said } = config({ ...password, ...moved }, 'pushgateway')
    const made = parse(said).services
    const published = lasting.flatMap(({ name }) => made[name]?.ports ?? []).map(publishedAt)
    expect(published.sort()).toEqual(
      Object.values(moved)
        .map((port) => `127.0.0.1:${port}`)
        .sort(),
    )
    expect(made.grafana.environment.GF_SERVER_ROOT_URL).toBe(`http://127.0.0.1:${moved.GRAFANA_PORT}/`)
  })

  test('refuses a port that is none', () => {
    const { code, complained } = config({ ...password, GRAFANA_PORT: 'three thousand' })
    expect(code).not.toBe(0)
    expect(complained).not.toBe('')
  })

  test('builds the URLs of the optional stores from the passwords in .env, as .env.example has them', () => {
    const { DATABASE_URL = '', REDIS_URL = '' } = exampleSettings
    const settings = { POSTGRES_PASSWORD: 'pg-1', DATABASE_URL, REDIS_PASSWORD: 'redis-1', REDIS_URL }
    const made = parse(config({ ...password, ...settings }, 'postgres', 'redis').said).services
    expect(made.shop.environment).toMatchObject({
      DATABASE_URL: 'postgres://shop:pg-1@postgres:5432/shop',
      REDIS_URL: 'redis://:redis-1@redis:6379',
    })
    expect(made.postgres.environment.POSTGRES_PASSWORD).toBe('pg-1')
    expect(made.redis.environment.REDISCLI_AUTH).toBe('redis-1')
  })

  test('reads users as text: 472:0 is a number in the base of 60 to some', () => {
    const made = parse(config(password, 'pushgateway', 'postgres', 'redis').said, {
      version: '1.2',
    }).services
    for (const { name, user } of services) expect(made[name].user).toBe(user)
    expect(service('grafana').user).toBe('472:0')
  })
})

/** `127.0.0.1:3001` of either form in which a Compose prints a port. */
function publishedAt(port: string | { host_ip: string; published: string }): string {
  if (typeof port !== 'string') return `${port.host_ip}:${port.published}`
  return port.split(':').slice(0, 2).join(':')
}
