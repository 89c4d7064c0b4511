import { type CreateRunner, work } from './runner.ts'

/** The work and nothing else. */
export const createRunner: CreateRunner = async ({ work: kind }, { cells, size }) => {
  const mask = size - 1
  return {
    run:
      kind === 'async'
        ? async (count) => {
            for (let at = 0; at < count; at++) await work.async(oneOf(cells[at & mask] as number))
          }
        : (count) => {
            for (let at = 0; at < count; at++) work.sync(oneOf(cells[at & mask] as number))
          },
    counts: async () => [],
  }
}

/** 1, by a read of the plan that the compiler cannot leave out. */
function oneOf(cell: number): number {
  return cell < 256 ? 1 : 0
}
