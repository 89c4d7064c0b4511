import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { cache } from '../../../stack/go/programs.mjs'

/**
 * Builds the broker of the tests. What has not changed Go only puts together again.
 *
 * @returns {Promise<string>} the path of the executable
 */
export async function buildBroker() {
  const broker = join(cache, 'bin/test-kafka')
  await promisify(execFile)('go', ['build', '-trimpath', '-o', broker, '.'], { cwd: import.meta.dirname })
  return broker
}
