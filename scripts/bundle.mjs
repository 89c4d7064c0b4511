// Bundles the sources into one file for each entry point, with shared chunks: a start reads a few files instead of
// hundreds. Packages stay imports, except the semantic conventions: of those the constants that are used come along.
// What is imported dynamically stays a chunk of its own, so that nothing of the SDK is loaded before it is asked for.
import { readFileSync } from 'node:fs'
import { rolldown } from 'rolldown'

/** @type {{ exports: Record<string, string | { default: string }> }} */
const { exports } = JSON.parse(readFileSync('package.json', 'utf8'))

/** `./setup` is `dist/setup/index.js`, made of `src/setup/index.ts`. */
const input = Object.fromEntries(
  Object.values(exports).flatMap((entry) => {
    if (typeof entry === 'string') return []
    const name = entry.default.replace(/^\.\/dist\/|\.js$/g, '')
    return [[name, `src/${name}.ts`]]
  }),
)

const bundle = await rolldown({
  input,
  platform: 'node',
  external: (id) => /^[^./]/.test(id) && !id.startsWith('@opentelemetry/semantic-conventions'),
  resolve: { mainFields: ['module', 'main'] },
  transform: { target: 'es2023' },
})
await bundle.write({
  dir: 'dist',
  format: 'esm',
  sourcemap: true,
  entryFileNames: '[name].js',
  chunkFileNames: 'chunks/[name]-[hash].js',
})
await bundle.close()
