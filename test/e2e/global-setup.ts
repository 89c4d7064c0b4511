import type { TestProject } from 'vitest/node'
import { type ShopUnderLoad, shopUnderLoad } from './shop-under-load.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The one run that the tests look at. */
    run: ShopUnderLoad
  }
}

/** Starts the stack before the tests, and ends it after them. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { run, stop } = await shopUnderLoad()
  project.provide('run', run)
  return stop
}
