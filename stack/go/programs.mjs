import { join } from 'node:path'

/** The folder of the repository. */
export const repository = join(import.meta.dirname, '../..')

/** Where everything that is built or written while running goes; not tracked. */
export const cache = join(repository, '.cache/stack')

/**
 * A program that Go builds from pinned modules.
 *
 * @typedef {object} Program
 * @property {string} name of the executable
 * @property {string} folder with go.mod and go.sum
 * @property {string} main the package to build; `.` where the sources are generated first
 * @property {{ tool: string, from: string } | undefined} generated what writes the sources, and from which file
 */

/** @typedef {'prometheus' | 'promtool' | 'jaeger' | 'otelcol'} ProgramName */

const prometheus = join(repository, 'stack/prometheus')

/** Those of the stack, in the order of their building. @type {readonly Program[]} */
export const programs = [
  program('promtool', prometheus, 'github.com/prometheus/prometheus/cmd/promtool'),
  program('prometheus', prometheus, 'github.com/prometheus/prometheus/cmd/prometheus'),
  program('jaeger', join(repository, 'stack/jaeger'), 'github.com/jaegertracing/jaeger/cmd/jaeger'),
  program('otelcol', join(repository, 'stack/collector'), '.', {
    tool: 'go.opentelemetry.io/collector/cmd/builder@v0.155.0',
    from: 'builder.yaml',
  }),
]

/**
 * @param {string} name
 * @param {string} folder
 * @param {string} main
 * @param {{ tool: string, from: string }} [generated]
 * @returns {Program}
 */
function program(name, folder, main, generated) {
  return { name, folder, main, generated }
}
