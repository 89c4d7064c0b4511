import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const packages = ['core', 'resources', 'sdk-metrics', 'sdk-trace', 'context-async-hooks']

/** The SDK's packages that were found, with their versions. */
export type SdkVersions = Readonly<Record<string, string>>

/**
 * The versions of the official SDK's packages that this process would load. Their own `package.json` is read rather
 * than imported: not every line exports it.
 */
export function findSdkVersions(): SdkVersions {
  const { resolve } = createRequire(import.meta.url)
  const versions: Record<string, string> = {}
  for (const name of packages) {
    const version = versionAbove(dirname(resolve(`@opentelemetry/${name}`)), `@opentelemetry/${name}`)
    if (version !== undefined) versions[name] = version
  }
  return versions
}

/**
 * The sentence to say when packages of two lines are mixed, as npm may install them beside an application's own; each
 * line works, a mixture fails in odd places.
 */
export function mixedLines(versions: SdkVersions): string | undefined {
  const majors = new Set(Object.values(versions).map((version) => version.split('.')[0]))
  if (majors.size <= 1) return undefined
  const found = Object.entries(versions).map(([name, version]) => `@opentelemetry/${name} ${version}`)
  return `Two lines of the OpenTelemetry SDK are installed together (${found.join(', ')}): install all of these packages in versions of one line, 2.x or 3.x.`
}

function versionAbove(folder: string, name: string): string | undefined {
  try {
    const text = readFileSync(join(folder, 'package.json'), 'utf8')
    const { name: found, version }: { name?: unknown; version?: unknown } = JSON.parse(text)
    if (found === name && typeof version === 'string') return version
  } catch {
    // No package.json here: it is further up.
  }
  const parent = dirname(folder)
  return parent === folder ? undefined : versionAbove(parent, name)
}
