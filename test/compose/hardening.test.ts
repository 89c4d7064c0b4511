import { describe, expect, test } from 'vitest'
import { readText, readYaml } from '../stack/configuration.ts'
import { composeFile, composeText, lasting, mebibytes, service, services } from './compose-file.ts'

describe('images', () => {
  test('each is of one exact version; the shop is built here', () => {
    for (const { name, image = '', build } of services) {
      if (build === undefined) expect(image, name).toMatch(/^[\w./-]+:v?\d+\.\d+(\.\d+)?(-alpine)?$/)
    }
    expect(services.filter(({ build }) => build !== undefined).map(({ name }) => name)).toEqual(['shop'])
  })

  test('the servers are of the versions that the native stack is built from', () => {
    const collector = readYaml('stack/collector/builder.yaml').at('dist', 'version').value
    const [, prometheus] =
      /prometheus\/prometheus v0\.3(\d\d\.\d+)/.exec(readText('stack/prometheus/go.mod')) ?? []
    expect(service('collector').image).toBe(`otel/opentelemetry-collector-contrib:${collector}`)
    // As a module it has the number of the release of Jaeger 1 that came with it.
    expect(readText('stack/jaeger/go.mod')).toContain('github.com/jaegertracing/jaeger v1.76.0')
    expect(service('jaeger').image).toBe('jaegertracing/jaeger:2.13.0')
    expect(service('prometheus').image).toBe(`prom/prometheus:v3.${prometheus}`)
  })
})

describe('what a service may do', () => {
  test('its file system is read-only, and it has neither capabilities nor a way to get any', () => {
    for (const { name, read_only, cap_drop, security_opt } of services) {
      expect({ name, read_only, cap_drop, security_opt }).toEqual({
        name,
        read_only: true,
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
      })
    }
  })

  test('one gets a capability back: the one that gives the new volumes to their services', () => {
    expect(services.flatMap(({ name, cap_add }) => (cap_add === undefined ? [] : { name, cap_add }))).toEqual(
      [{ name: 'volumes', cap_add: ['CHOWN'] }],
    )
  })

  test('it is not root, but for that one; the shop has its user from its image', () => {
    const users = Object.fromEntries(services.map(({ name, user }) => [name, user]))
    expect(users.volumes).toBe('0:0')
    expect(users.shop).toBeUndefined()
    for (const { name, user } of services) {
      if (name !== 'volumes' && name !== 'shop') expect(user, name).toMatch(/^[1-9]\d*:\d+$/)
    }
  })

  test('it has a limit of memory, of processes and of logs', () => {
    for (const { name, mem_limit, pids_limit, logging } of services) {
      expect(mebibytes(mem_limit), name).toBeGreaterThan(0)
      expect(pids_limit, name).toBeGreaterThan(0)
      expect(logging?.options, name).toEqual({ 'max-size': '10m', 'max-file': '3' })
    }
  })

  test('what is written in Go knows its limit, and stays a tenth below', () => {
    const inGo = ['collector', 'prometheus', 'jaeger', 'grafana', 'pushgateway']
    for (const name of inGo) {
      const { mem_limit, environment } = service(name)
      const share = mebibytes(environment?.GOMEMLIMIT) / mebibytes(mem_limit)
      expect(share, name).toBeGreaterThan(0.87)
      expect(share, name).toBeLessThan(0.92)
    }
    expect(lasting.filter(({ environment }) => environment?.GOMEMLIMIT !== undefined)).toHaveLength(
      inGo.length,
    )
  })

  test('Collector and Jaeger refuse data before Go has to fight for memory', () => {
    for (const [name, prefix] of [
      ['collector', 'COLLECTOR'],
      ['jaeger', 'JAEGER'],
    ] as const) {
      const { environment = {} } = service(name)
      expect(Number(environment[`${prefix}_MEMORY_LIMIT_MIB`]), name).toBeLessThan(
        mebibytes(environment.GOMEMLIMIT),
      )
    }
  })
})

describe('what runs', () => {
  test('it comes back by itself until it is stopped, while the checks run once', () => {
    expect(lasting.map(({ name }) => name)).toEqual(
      services.map(({ name }) => name).filter((name) => name !== 'volumes' && !name.endsWith('-settings')),
    )
    for (const { name, restart } of services) expect(['unless-stopped', 'no'], name).toContain(restart)
  })

  test('everything says whether it is healthy, but for the Collector, whose image holds nothing that could ask', () => {
    const silent = lasting.filter(({ healthcheck }) => healthcheck === undefined).map(({ name }) => name)
    expect(silent).toEqual(['shop', 'collector'])
    expect(readText('shop.Dockerfile')).toMatch(/^HEALTHCHECK /m)
    for (const { name, healthcheck } of lasting)
      if (healthcheck !== undefined) expect(['CMD', 'CMD-SHELL'], name).toContain(healthcheck.test[0])
  })

  test('optional is what has a profile of its own; the rest starts without one', () => {
    const byProfile = (profile: string): string[] =>
      services.filter(({ profiles }) => profiles?.includes(profile)).map(({ name }) => name)
    expect(byProfile('pushgateway')).toEqual(['pushgateway'])
    expect(byProfile('postgres')).toEqual(['postgres', 'postgres-settings'])
    expect(byProfile('redis')).toEqual(['redis', 'redis-settings'])
    expect(services.filter(({ profiles }) => profiles === undefined).map(({ name }) => name)).toEqual([
      'shop',
      'collector',
      'prometheus',
      'jaeger',
      'grafana',
      'volumes',
    ])
  })
})

describe('what can be reached', () => {
  const ports = (name: string): string[] =>
    (service(name).ports ?? []).map((port) => port.replace(/\$\{\w+:-(\d+)\}/, '$1'))

  test('every port is on 127.0.0.1 and can be moved by a variable', () => {
    const all = services.flatMap(({ ports: published = [] }) => published)
    for (const port of all) expect(port).toMatch(/^127\.0\.0\.1:\$\{[A-Z_]+_PORT:-\d+\}:\d+$/)
    expect(new Set(all.map((port) => /:-(\d+)/.exec(port)?.[1])).size).toBe(all.length)
  })

  test('the ports are those of the documentation', () => {
    expect(ports('grafana')).toEqual(['127.0.0.1:3001:3000'])
    expect(ports('prometheus')).toEqual(['127.0.0.1:9090:9090'])
    expect(ports('jaeger')).toEqual(['127.0.0.1:16686:16686'])
    expect(ports('collector')).toEqual(['127.0.0.1:4317:4317', '127.0.0.1:4318:4318'])
    expect(ports('shop')).toEqual(['127.0.0.1:8080:8080', '127.0.0.1:9464:9464'])
    expect(ports('pushgateway')).toEqual(['127.0.0.1:9091:9091'])
  })

  test('what has no port is on the internal network only, and the checks are on none', () => {
    expect(composeFile.networks.inside).toEqual({ internal: true })
    for (const { name, ports: published, networks, network_mode, restart } of services) {
      if (restart === 'no')
        expect({ name, networks, network_mode }).toEqual({ name, networks: undefined, network_mode: 'none' })
      else expect(networks, name).toEqual(published === undefined ? ['inside'] : ['inside', 'published'])
    }
  })
})

describe('secrets', () => {
  test('none stands in the file: each comes from a variable without a default', () => {
    for (const { name, environment = {} } of services) {
      for (const [key, value] of Object.entries(environment)) {
        if (/PASSWORD|SECRET|TOKEN|AUTH$|_KEY$/.test(key))
          expect(`${name} ${key}=${value}`).toMatch(/=\$\{[A-Z_]+_PASSWORD:(-|\?[^}]+)\}$/)
      }
    }
    expect(composeText).not.toMatch(/:\/\/[^\s/]*:[^\s/]*@/)
  })

  test('.env is neither committed nor sent to the engine', () => {
    expect(readText('.gitignore').split('\n')).toContain('.env')
    expect(readText('.dockerignore')).toMatch(/^\*$/m)
    expect(readText('.dockerignore')).not.toMatch(/!.*\.env/)
  })
})
