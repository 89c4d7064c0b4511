import { basename } from 'node:path'
import { describe, expect, test } from 'vitest'
import { exists, filesBelow, mentions, textBelow } from './names.ts'
import { pages, textOf } from './page.ts'

/** Where the product itself is: what a page names must occur there. */
const product = ['src', 'examples', 'stack', 'scripts', 'collector', 'jaeger', 'prometheus', 'compose']
const rest = ['grafana', 'test', 'bench', '.ci', '.env.example', 'docker-compose.observability.yml']
const files = [...product, ...rest].flatMap(filesBelow)
const sources = textBelow([...product, ...rest], /\.(?:ts|mjs|json|ya?ml|flags|sh|example)$|run$/)
const variables = new Set(sources.match(/[A-Z][A-Z0-9_]*_[A-Z0-9_]+/g))

const scripts = new Set(Object.keys(JSON.parse(textOf('package.json')).scripts))

/** The names of metrics that the stack is asked for, and those that the shop and the domains declare. */
const metrics = new Set(
  [
    textBelow(['grafana', 'prometheus/rules', 'src'], /\.(?:json|ya?ml|ts)$/),
    textOf('docs/metrics/shop.md'),
    textOf('docs/metrics/README.md'),
  ]
    .join('\n')
    .match(/\b(?:shop|spanmeter|otelcol|traces_span_metrics)_[a-z0-9_]+/g),
)

/** The namespace of the shop's second process. */
const otherProcess = 'shop_payments'

const ports = new Set([
  ...[...textBelow(['stack/ports.mjs'], /./).matchAll(/usual: (\d+)/g)].map(([, port]) => port),
  ...[
    ...textBelow(['docker-compose.observability.yml'], /./).matchAll(
      /127\.0\.0\.1:(?:\$\{\w+:-)?(\d+)\}?:\d+/g,
    ),
  ].map(([, port]) => port),
  ...[...textBelow(['examples'], /\/prometheus\.yml$/).matchAll(/127\.0\.0\.1:(\d+)/g)].map(
    ([, port]) => port,
  ),
  '0',
])

const folders = String.raw`bench|collector|compose|docs|examples|grafana|jaeger|prometheus|scripts|src|stack|test|\.ci`
const path = new RegExp(
  String.raw`(?<![\w./:@-])(?:\./)?((?:${folders})/[\w.@<>*/-]*[\w>*/])(?![\w:]*[:@]\w)`,
  'g',
)

/** Every setting of Grafana is a variable, too. */
const grafanas = /^GF_(?:PATHS|SECURITY|SERVER)_[A-Z_]+$/

/** What a page shows somebody make: files of another system, and results. */
const made = /\/acme[.-]|^bench\/results\//

describe.each(pages())('%s names nothing that is not there', (page) => {
  test('as a path', () => {
    const named = mentions(page, path).filter(({ name }) => !made.test(name))
    const missing = named.filter(({ name }) => !exists(name))
    expect(missing.map(({ where }) => where)).toEqual([])
  })

  test('as a configuration file', () => {
    const named = mentions(page, /(?<![\w./-])([\w.-]+\.(?:ya?ml|flags|Dockerfile))\b/g)
    const known = new Set(files.map((file) => basename(file)))
    const missing = named.filter(({ name }) => !known.has(name) && !exists(name))
    expect(missing.map(({ where }) => where)).toEqual([])
  })

  test('as a script of npm', () => {
    const missing = mentions(page, /npm run (?:--silent )?([\w:-]+)/g).filter(
      ({ name }) => !scripts.has(name),
    )
    expect(missing.map(({ where }) => where)).toEqual([])
  })

  test('as a variable of the environment', () => {
    const named = mentions(page, /(?<![\w…/])([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)(?![\w…])/g)
    const missing = named.filter(({ name }) => !isVariable(name) && !grafanas.test(name))
    expect(missing.map(({ where }) => where)).toEqual([])
  })

  test('as a metric', () => {
    const named = mentions(page, /\b((?:shop|spanmeter|otelcol|traces_span_metrics)_[a-z0-9_]+)/g)
    const missing = named.filter(({ name }) => !isMetric(name.replace(/_$/, '')))
    expect(missing.map(({ where }) => where)).toEqual([])
  })

  test('as a port', () => {
    const missing = mentions(page, /(?:127\.0\.0\.1|localhost):(\d+)/g).filter(({ name }) => !ports.has(name))
    expect(missing.map(({ where }) => where)).toEqual([])
  })

  test('as a service or profile of Compose', () => {
    const compose = textBelow(['docker-compose.observability.yml'], /./)
    const command = /docker compose -f docker-compose\.observability\.yml\s+(.*)/g
    const missing = mentions(page, command).filter(({ name }) =>
      composeNamesIn(name).some((word) => !new RegExp(String.raw`\b${word}[:,\]]`).test(compose)),
    )
    expect(missing.map(({ where }) => where)).toEqual([])
  })
})

test("the README's table of domains has each of them", () => {
  const folders = filesBelow('src/domains').flatMap(
    (file) => /^src\/domains\/([\w-]+)\/index\.ts$/.exec(file)?.[1] ?? [],
  )
  const domains = folders.map((name) =>
    name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase()),
  )
  const [, section = ''] = textOf('README.md').split('## The domains')
  const rows = [...section.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name)
  expect(rows.sort()).toEqual(domains.sort())
})

/** Whether something reads it. Names of OTLP and of limits are put together from their parts where they are read. */
function isVariable(name: string): boolean {
  const built = /^OTEL_(?:EXPORTER_OTLP_(?:METRICS_|TRACES_)?([A-Z_]+)|([A-Z_]+)_LIMIT)$/.exec(name)
  const part = built?.[1] ?? built?.[2]
  return variables.has(name) || (part !== undefined && sources.includes(`'${part}'`))
}

/** A metric, a part of a histogram, or the beginning of several metrics. */
function isMetric(name: string): boolean {
  const whole = name.replace(/_(?:bucket|sum|count)$/, '')
  if (name === otherProcess) return true
  return (
    [name, whole].some((one) => metrics.has(one)) || [...metrics].some((one) => one.startsWith(`${name}_`))
  )
}

/** The words of a `docker compose` command that are names of its file: profiles, and services behind the command. */
function composeNamesIn(command: string): string[] {
  const profiles = [...command.matchAll(/--profile\s+(\S+)/g)].map(([, profile = '']) => profile)
  const [plain = ''] = command.replaceAll(/--(?:profile|entrypoint)\s+\S+/g, '').split(/[|#&;>]/)
  const [verb = '', ...rest] = plain
    .trim()
    .split(/\s+/)
    .filter((word) => !word.startsWith('-'))
  // What follows the service of these is a command inside of its container.
  return [...profiles, ...(verb === 'run' || verb === 'exec' ? rest.slice(0, 1) : rest)].filter(Boolean)
}
