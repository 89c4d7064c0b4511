import { mkdirSync, mkdtempSync, rmdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * Makes a folder that can be written to, with those above it.
 *
 * @param {string} folder
 * @throws with a sentence that says what to do
 */
export function makeFolder(folder) {
  try {
    mkdirSync(folder, { recursive: true })
    rmdirSync(mkdtempSync(join(folder, 'probe-')))
  } catch (error) {
    const remedy = `Give yourself the right to write to ${dirname(folder)}, or remove it: it holds only what is made again.`
    throw new Error(`The folder ${folder} cannot be written to (${codeOf(error)}). ${remedy}`, {
      cause: error,
    })
  }
}

/**
 * Removes what a run has written.
 *
 * @param {string} folder
 * @throws with a sentence that says what to do
 */
export function removeFolder(folder) {
  try {
    // Servers of a run that was just killed may still be writing their last.
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  } catch (error) {
    const remedy = 'Remove it yourself, as the user who made it.'
    throw new Error(`What a run left in ${folder} cannot be removed (${codeOf(error)}). ${remedy}`, {
      cause: error,
    })
  }
}

/** @param {unknown} error */
function codeOf(error) {
  return error instanceof Error && 'code' in error ? error.code : error
}
