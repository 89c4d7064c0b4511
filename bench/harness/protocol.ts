/** What a contender's process can be asked; each answer is plain data. */
export type Methods = Readonly<Record<string, (argument: unknown) => unknown>>

/** What every `subjects/<family>/subject.ts` exports: makes the contender ready in the child process. */
export type CreateSubject = (contender: string, parameters: unknown) => Promise<Methods>

export interface Request {
  readonly id: number
  readonly method: string
  readonly argument: unknown
}

export type Response =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: string }

/** The id of the message that a child sends by itself: that it is ready, or why it could not start. */
export const readyId = 0
