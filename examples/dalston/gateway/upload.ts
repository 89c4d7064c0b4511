import type { IncomingMessage } from 'node:http'
import type { Wishes } from '../orchestrator/stages.ts'
import { bodyOf } from '../process/http-body.ts'

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

/**
 * The form of a request: `file`, and `align` and `diarize` with the value `true` for who wants more than the text.
 *
 * @param received is told of every byte that comes, also of what is refused
 * @throws {@link BadUpload}, or that it is too long
 */
export async function uploadOf(request: IncomingMessage, received: (bytes: number) => void): Promise<Upload> {
  const body = await bodyOf(request, { most: MOST_BYTES, received })
  const form = await formOf(body, request.headers['content-type'] ?? '')
  const file = form.get('file')
  if (!(file instanceof Blob))
    throw new BadUpload('Send the audio as the file "file" of a form (multipart/form-data).')
  return {
    audio: Buffer.from(await file.arrayBuffer()),
    wishes: { align: form.get('align') === 'true', diarize: form.get('diarize') === 'true' },
  }
}

async function formOf(body: Buffer, type: string): Promise<FormData> {
  try {
    return await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData()
  } catch {
    throw new BadUpload('The request is no form (multipart/form-data).')
  }
}
