import { statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readText, readYaml } from '../stack/configuration.ts'
import { composeFile, lasting, repository, service, services, variables } from './compose-file.ts'
import { exampleSettings } from './env-example.ts'

const environmentOf = (name: string): Readonly<Record<string, string>> => service(name).environment ?? {}

describe('what is mounted', () => {
  const mounts = services.flatMap(({ name, volumes = [] }) =>
    volumes.map((volume) => {
      const [source = '', target = '', mode] = volume.split(':')
      return { name, source, target, mode }
    }),
  )
  const files = mounts.filter(({ source }) => source.startsWith('./'))
  const volumes = mounts.filter(({ source }) => !source.startsWith('./'))

  test('every file and folder is there, and mounted read-only', () => {
    expect(files.length).toBeGreaterThan(0)
    for (const { source, mode } of files) {
      expect(statSync(join(repository, source)).mode & 0o444, source).toBe(0o444)
      expect(mode, source).toBe('ro')
    }
  })

  test('the files that the commands name are in what is mounted', () => {
    for (const { name, command = [], entrypoint = [] } of services) {
      for (const word of [...command, ...entrypoint]) {
        const [, path] = /(\/\S+\.(?:ya?ml|flags|sh))$/.exec(word) ?? []
        if (path === undefined) continue
        const mount = files.find((one) => one.name === name && path.startsWith(`${one.target}/`))
        expect(mount, path).toBeDefined()
        expect(
          statSync(join(repository, path.replace(mount?.target ?? '', mount?.source ?? ''))).isFile(),
        ).toBe(true)
      }
    }
  })

  test('every named volume is declared, and used by one service', () => {
    const kept = volumes.filter(({ name }) => name !== 'volumes')
    expect(kept.map(({ source }) => source).sort()).toEqual(Object.keys(composeFile.volumes).sort())
  })

  test('each belongs to the user of its service before that starts', () => {
    const given = Object.fromEntries(
      (service('volumes').entrypoint ?? []).slice(3).map((word) => word.split('=')),
    )
    // PostgreSQL's image brings its folder with the right owner.
    const kept = volumes.filter(({ name }) => name !== 'volumes' && name !== 'postgres')
    expect(Object.fromEntries(kept.map(({ name, source }) => [source, service(name).user]))).toEqual(given)
    for (const { name, source } of kept) {
      expect(service(name).depends_on?.volumes?.condition, name).toBe('service_completed_successfully')
      expect(service('volumes').volumes).toContain(`${source}:/volumes/${source}`)
    }
  })

  test("PostgreSQL's volume is named after its major version, since no other can read it", () => {
    const [, major] = /:(\d+)\./.exec(service('postgres').image ?? '') ?? []
    expect(service('postgres').volumes).toEqual([`postgres-${major}-data:/var/lib/postgresql`])
  })
})

describe.each([
  { name: 'collector', file: 'collector/gateway.yaml' },
  { name: 'jaeger', file: 'jaeger/config.yaml' },
])('$file in the service $name', ({ name, file }) => {
  const read = [...readText(file).matchAll(/\$\{env:(\w+)(:-[^}]*)?\}/g)].map(
    ([, variable = '', fallback]) => ({
      variable,
      hasFallback: fallback !== undefined,
    }),
  )

  test('every variable that it reads has a value', () => {
    expect(read.length).toBeGreaterThan(0)
    const missing = read.filter(
      ({ variable, hasFallback }) => !hasFallback && !(variable in environmentOf(name)),
    )
    expect(missing).toEqual([])
  })

  test('every variable that is set for it is one that it reads', () => {
    const known = new Set(read.map(({ variable }) => variable))
    expect(Object.keys(environmentOf(name)).filter((key) => key !== 'GOMEMLIMIT' && !known.has(key))).toEqual(
      [],
    )
  })

  test('no address is left at the default of one machine', () => {
    const local = read
      .filter(({ variable }) => /_(HOST|ENDPOINT)$/.test(variable))
      .map(({ variable }) => variable)
    for (const variable of local)
      expect(environmentOf(name)[variable], variable).not.toMatch(/^$|127\.0\.0\.1|localhost/)
    expect(local.every((variable) => variable in environmentOf(name))).toBe(true)
  })
})

describe('who finds whom', () => {
  /** Where a service listens, by the variable that says so, or by what is built into its image. */
  const listening: Readonly<Record<string, readonly (string | undefined)[]>> = {
    shop: [environmentOf('shop').PORT, environmentOf('shop').OTEL_EXPORTER_PROMETHEUS_PORT],
    collector: ['GRPC', 'HTTP']
      .map((protocol) => environmentOf('collector')[`COLLECTOR_OTLP_${protocol}_PORT`])
      .concat(environmentOf('collector').COLLECTOR_METRICS_PORT ?? ''),
    jaeger: ['OTLP', 'QUERY', 'METRICS', 'HEALTH'].map(
      (part) => environmentOf('jaeger')[`JAEGER_${part}_PORT`],
    ),
    prometheus: ['9090'],
    grafana: ['3000'],
    pushgateway: ['9091'],
    postgres: ['5432'],
    redis: ['6379'],
  }

  test('every address in an environment is a service of this file, at a port where it listens', () => {
    const addresses = services.flatMap(({ environment = {} }) =>
      Object.entries(environment).flatMap(([key, value]) =>
        // Grafana's own is for the browser, on this machine.
        /_(URL|ENDPOINT)$/.test(key) && !value.startsWith('$') && key !== 'GF_SERVER_ROOT_URL' ? [value] : [],
      ),
    )
    expect(addresses).toHaveLength(6)
    for (const address of addresses) expectListening(address.replace(/^\w+:\/\//, '').split('/')[0] ?? '')
  })

  test('so is every target that Prometheus scrapes', () => {
    const targets = ['applications', 'collector', 'jaeger'].flatMap((file) =>
      readYaml(`prometheus/targets/${file}.yml`)
        .items()
        .flatMap((entry) => entry.at('targets').items())
        .map(({ value }) => String(value)),
    )
    expect(targets).toHaveLength(3)
    for (const target of targets) expectListening(target)
  })

  test('so are the URLs of .env.example', () => {
    for (const url of [exampleSettings.DATABASE_URL, exampleSettings.REDIS_URL])
      expectListening(/@([\w:]+)/.exec(url ?? '')?.[1] ?? '')
  })

  test('every published port leads to a port where the service listens', () => {
    for (const { name, ports = [] } of lasting)
      for (const port of ports) expectListening(`${name}:${port.split(':').at(-1)}`)
  })

  test('the health checks ask where the service listens', () => {
    for (const { name, healthcheck } of lasting) {
      const [, port] = /127\.0\.0\.1:(\d+)/.exec(healthcheck?.test.join(' ') ?? '') ?? []
      if (port !== undefined) expectListening(`${name}:${port}`)
    }
  })

  test("the shop's instance has the same name by scrape and by OTLP", () => {
    expect(service('shop').hostname).toBe('shop')
    expect(environmentOf('shop')).toMatchObject({ HOST: '0.0.0.0', OTEL_EXPORTER_PROMETHEUS_HOST: '0.0.0.0' })
    const target = readYaml('prometheus/targets/applications.yml').at(0)
    expect(target.at('targets', 0).value).toBe(`shop:${environmentOf('shop').OTEL_EXPORTER_PROMETHEUS_PORT}`)
    expect(target.at('labels', 'job').value).toBe(environmentOf('shop').OTEL_SERVICE_NAME)
  })

  test('what provisioning reads from the environment of Grafana is set there', () => {
    const provisioning = ['dashboards/dashboards', 'datasources/jaeger', 'datasources/prometheus']
      .map((file) => readText(`grafana/provisioning/${file}.yml`))
      .join('\n')
    const wanted = [...provisioning.matchAll(/(?<!\$)\$\{([A-Z_]+)\}/g)].map(([, name = '']) => name)
    expect(wanted.length).toBeGreaterThan(0)
    expect(wanted.filter((name) => !environmentOf('grafana')[name])).toEqual([])
  })

  function expectListening(address: string): void {
    const [name = '', port] = address.split(':')
    expect(listening[name], address).toContain(port)
  }
})

describe('.env.example', () => {
  test('names every variable that the file reads, and no other', () => {
    const read = new Set([...variables.map(({ name }) => name), 'COMPOSE_PROFILES'])
    expect(Object.keys(exampleSettings).sort()).toEqual([...read].sort())
  })

  test('shows the ports as they are', () => {
    for (const { name, fallback } of variables)
      if (name.endsWith('_PORT')) expect(exampleSettings[name], name).toBe(fallback)
  })

  test('holds no password', () => {
    for (const [name, value] of Object.entries(exampleSettings))
      if (name.endsWith('_PASSWORD')) expect(value, name).toBe('')
  })
})

describe('grafana.ini', () => {
  const settings = new Map<string, string>()
  let section = ''
  for (const line of readText('grafana/grafana.ini').split('\n')) {
    section = /^\[(.+)\]$/.exec(line)?.[1] ?? section
    const [, key, value = ''] = /^(\w+) = (.*)$/.exec(line) ?? []
    if (key !== undefined) settings.set(`${section}/${key}`, value)
  }

  test.each([
    [
      'nobody gets in without a password',
      { 'auth.anonymous/enabled': 'false', 'users/allow_sign_up': 'false' },
    ],
    [
      'it calls nobody outside',
      {
        'analytics/reporting_enabled': 'false',
        'analytics/check_for_updates': 'false',
        'analytics/check_for_plugin_updates': 'false',
        'news/news_feed_enabled': 'false',
        'security/disable_gravatar': 'true',
        'snapshots/external_enabled': 'false',
      },
    ],
    [
      'the plugins in the image are left as they are, which a read-only file system needs',
      { 'plugins/preinstall_disabled': 'true', 'plugins/preinstall_auto_update': 'false' },
    ],
  ])('%s', (_, wanted) => {
    expect(Object.fromEntries(settings)).toMatchObject(wanted)
  })

  test('no variable of the environment takes that back', () => {
    const own = Object.keys(environmentOf('grafana')).filter((name) => name.startsWith('GF_'))
    expect(own.sort()).toEqual(['GF_SECURITY_ADMIN_PASSWORD', 'GF_SERVER_ROOT_URL'])
  })
})
