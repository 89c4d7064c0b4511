// Bundles the official SDK into dist/vendor, and points the built files there. Why: docs/decisions/packaging.md.
// Only the names that are imported are taken. The API stays outside: it must be one copy, the application's.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { parseSync } from 'oxc-parser'
import { rolldown } from 'rolldown'

/** @typedef {{ start: number, end: number, specifier: string, names: string[] }} SdkImport */

const dist = 'dist'
const vendor = join(dist, 'vendor')
const sdk = /^@opentelemetry\/(?!api$|semantic-conventions(\/|$))/
/** Runs on the application's own SDK of the next line, so it keeps the public names. */
const onApplicationSdk = /[\\/]setup[\\/]sdk-3[^\\/]*\.js$/

const files = readdirSync(dist, { recursive: true, encoding: 'utf8' })
  .map((path) => join(dist, path))
  .filter((path) => path.endsWith('.js') && !path.startsWith(vendor) && !onApplicationSdk.test(path))

/** @type {Map<string, Set<string>>} */
const wanted = new Map()
for (const file of files) {
  const imports = sdkImports(file)
  for (const { specifier, names } of imports) {
    wanted.set(specifier, new Set([...(wanted.get(specifier) ?? []), ...names]))
  }
  if (imports.length > 0) pointToVendor(file, imports)
}

rmSync(vendor, { recursive: true, force: true })
if (wanted.size > 0) await bundle()

/**
 * @param {string} file
 * @returns {SdkImport[]}
 */
function sdkImports(file) {
  const text = readFileSync(file, 'utf8')
  const { module } = parseSync(file, text)
  for (const { moduleRequest } of module.dynamicImports) {
    const request = text.slice(moduleRequest.start + 1, moduleRequest.end - 1)
    if (sdk.test(request))
      throw new Error(`${file} imports ${request} dynamically: import it statically, by names.`)
  }
  return module.staticImports
    .filter(({ moduleRequest }) => sdk.test(moduleRequest.value))
    .map(({ moduleRequest: { value: specifier, start, end }, entries }) => {
      const names = entries.map(({ importName }) => {
        if (importName.kind === 'Name' && importName.name != null) return importName.name
        throw new Error(`${file} imports ${specifier} as a whole: import the names that it needs.`)
      })
      return { start, end, specifier, names }
    })
}

/**
 * @param {string} file
 * @param {readonly SdkImport[]} imports
 */
function pointToVendor(file, imports) {
  let text = readFileSync(file, 'utf8')
  for (const { start, end, specifier } of [...imports].reverse()) {
    const path = relative(dirname(file), join(vendor, `${entryName(specifier)}.js`)).replaceAll('\\', '/')
    text = `${text.slice(0, start)}'${path.startsWith('.') ? path : `./${path}`}'${text.slice(end)}`
  }
  writeFileSync(file, text)
}

/** @param {string} specifier `@opentelemetry/otlp-exporter-base/node-http` is `otlp-exporter-base.node-http` */
function entryName(specifier) {
  return specifier.replace('@opentelemetry/', '').replaceAll('/', '.')
}

async function bundle() {
  const prefix = 'vendor:'
  const build = await rolldown({
    input: Object.fromEntries(
      [...wanted.keys()].map((specifier) => [entryName(specifier), prefix + specifier]),
    ),
    platform: 'node',
    // The packages' ES modules can be shaken; their CommonJS twins come along whole.
    resolve: { mainFields: ['module', 'main'] },
    external: ['@opentelemetry/api', /^@opentelemetry\/semantic-conventions/, /^node:/],
    plugins: [
      {
        name: 'wanted-names',
        resolveId: (id) => (id.startsWith(prefix) ? id : undefined),
        load: (id) => {
          if (!id.startsWith(prefix)) return undefined
          const specifier = id.slice(prefix.length)
          return `export { ${[...(wanted.get(specifier) ?? [])].sort().join(', ')} } from '${specifier}'`
        },
      },
    ],
  })
  await build.write({ dir: vendor, format: 'esm', chunkFileNames: '[name].js' })
  await build.close()
}
