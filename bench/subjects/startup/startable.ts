/** Imports the library, starts it, makes one span and one point, and returns when all has been sent. */
export type StartAndSend = () => Promise<void>
