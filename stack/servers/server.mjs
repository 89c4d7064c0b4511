/**
 * What there is to know about one process of the stack.
 *
 * @typedef {object} Server
 * @property {string} name
 * @property {string} command
 * @property {readonly string[]} args
 * @property {NodeJS.ProcessEnv} env what it gets beside the environment of this process
 * @property {string} [configuration] the file that it reads first
 * @property {string} [rules] a folder of further files that it reads
 * @property {string} ready answers with status 200 once it is ready
 */

/**
 * What every server is made from.
 *
 * @typedef {object} Place
 * @property {import('../ports.mjs').Ports} ports
 * @property {string} folder where everything that it writes goes
 * @property {string} configuration the folder with `collector`, `jaeger` and `prometheus`
 * @property {import('../go/build.mjs').Built} programs
 */

/** @param {number} port @param {string} [path] */
export function local(port, path = '') {
  return `http://127.0.0.1:${port}${path}`
}
