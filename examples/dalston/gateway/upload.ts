import type { IncomingMessage } from 'node:http'
import type { Wishes } from '../orchestrator/stages.ts'
import { type BodyOptions, bodyOf } from '../process/http-body.ts'

/** What was uploaded. */
export interface Upload {
  readonly audio: Buffer
  readonly wishes: Wishes
}

/** The request is not what it should be. */
export class BadUpload extends Error {
  override readonly name = 'BadUpload'
}

const MOST_BYTES = 16 * 1024 * 1024
/** What uploads may hold together: each is copied several times on its way to the store. */
const MOST_HELD = 4 * MOST_BYTES

/** The uploads that are in work at the same time. */
export class Uploads {
  #held = 0

  /**
   * Reads the form of a request, and has `use` work with it: `file`, and `align` and `diarize` with the value `true` for
   * who wants more than the text.
   *
   * @param received is told of every byte that comes, also of what is refused
   * @throws {@link BadUpload}, that it is too long, or that there are too many at the same time
   */
  async take<Result>(
    request: IncomingMessage,
    received: (bytes: number) => void,
    use: (upload: Upload) => Promise<Result>,
  ): Promise<Result> {
    let own = 0
    const letGo = (): void => {
      this.#held -= own
      own = 0
    }
    const hasRoom = (bytes: number): boolean => {
      if (own + bytes > MOST_BYTES || this.#held + bytes > MOST_HELD) {
        // It is read to its end and not kept: its room is for others at once.
        letGo()
        return false
      }
      own += bytes
      this.#held += bytes
      return true
    }
    try {
      return await use(await uploadOf(request, { most: MOST_BYTES, received, hasRoom }))
    } finally {
      letGo()
    }
  }
}

async function uploadOf(request: IncomingMessage, options: BodyOptions): Promise<Upload> {
  const body = await bodyOf(request, options)
  const form = await formOf(body, request.headers['content-type'] ?? '')
  const file = form.get('file')
  if (!(file instanceof Blob))
    throw new BadUpload('Send the audio as the file "file" of a form (multipart/form-data).')
  return {
    audio: Buffer.from(await file.arrayBuffer()),
    wishes: { align: form.get('align') === 'true', diarize: form.get('diarize') === 'true' },
  }
}

async function formOf(body: Buffer<ArrayBuffer>, type: string): Promise<FormData> {
  try {
    return await new Response(body, { headers: { 'content-type': type } }).formData()
  } catch {
    throw new BadUpload('The request is no form (multipart/form-data).')
  }
}
