import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { repository } from './source-file.ts'

interface Lockfile {
  readonly packages: Readonly<Record<string, { readonly version?: string }>>
}

const manifest = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as {
  dependencies: Record<string, string>
  peerDependencies: Record<string, string>
  peerDependenciesMeta: Record<string, { optional: boolean }>
}

test('the package depends on nothing but OpenTelemetry at run time', () => {
  expect(Object.keys(manifest.dependencies).filter((name) => !name.startsWith('@opentelemetry/'))).toEqual([])
})

test('the API is a peer, and every other peer is optional', () => {
  const required = Object.keys(manifest.peerDependencies).filter(
    (name) => !manifest.peerDependenciesMeta[name]?.optional,
  )
  expect(required).toEqual(['@opentelemetry/api'])
})

describe.each(['package-lock.json', 'test/sdk-3/package-lock.json'])('%s', (path) => {
  const { packages } = JSON.parse(readFileSync(join(repository, path), 'utf8')) as Lockfile

  test('installs one copy of each OpenTelemetry package', () => {
    const names = Object.keys(packages).flatMap((place) => /@opentelemetry\/[^/]+$/.exec(place)?.[0] ?? [])
    expect(names).toContain('@opentelemetry/sdk-metrics')
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
  })

  test('installs the SDK and what belongs to it in one version', () => {
    const lockstep = ['core', 'resources', 'sdk-metrics', 'sdk-trace', 'context-async-hooks']
    const versions = lockstep.map((name) => packages[`node_modules/@opentelemetry/${name}`]?.version)
    expect(new Set(versions).size).toBe(1)
  })
})
