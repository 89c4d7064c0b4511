import { directoryStore } from './directory-store.ts'
import { s3Store } from './s3-store.ts'

/** Where audio and transcripts are, for whichever process needs them. */
export interface FileStore {
  /** @throws when there is no such file */
  get(key: string): Promise<Buffer>
  /** Replaces what is there. */
  put(key: string, content: Buffer): Promise<void>
}

/** An object store when `DALSTON_S3_ENDPOINT` is set, else a folder that all processes share. */
export function openFileStore(env: NodeJS.ProcessEnv): FileStore {
  return env.DALSTON_S3_ENDPOINT ? s3Store(env) : directoryStore(env)
}
