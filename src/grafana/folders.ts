import { checkedUid } from './address.ts'
import { slug } from './dashboards.ts'
import { invalid } from './error.ts'
import { metadataOf } from './resource.ts'
import { inItsPlace } from './taken.ts'
import type { Transport } from './transport.ts'

/** A folder that is to be in Grafana: alert rules need one. */
export interface NewFolder {
  /** Default: made of the title. */
  readonly uid?: string
  readonly title: string
}

/** One generation of the API, for folders. */
export interface FolderApi {
  /** Rejects with `not_found` where there is none. */
  read(uid: string): Promise<unknown>
  create(folder: Required<NewFolder>): Promise<unknown>
}

/** Creates one; where there is one of this uid, that is it, whatever it is called by now. */
export async function createFolder(
  api: FolderApi,
  { title, ...folder }: NewFolder,
): Promise<{ uid: string }> {
  if (title.trim() === '') throw invalid('A folder needs a title.')
  const uid = checkedUid(folder.uid ?? slug(title))
  try {
    await api.create({ uid, title })
  } catch (error) {
    await inItsPlace(error, () => api.read(uid))
  }
  return { uid }
}

/** `GET /api/folders/:uid` and `POST /api/folders`, page "Folder" of the old API: one that is there is refused with 409 or 412. */
export function foldersByApi(transport: Transport): FolderApi {
  const path = ['api', 'folders']
  return {
    read: (uid) => transport.read({ path: [...path, uid] }),
    create: (body) => transport.change({ method: 'POST', path, body }),
  }
}

const VERSION = 'folder.grafana.app/v1'

/** `/apis/folder.grafana.app/v1/namespaces/:namespace/folders`, page "Folder HTTP API": one that is there is refused with 409. */
export function foldersByApis(transport: Transport, namespace: string): FolderApi {
  const path = ['apis', ...VERSION.split('/'), 'namespaces', namespace, 'folders']
  return {
    read: (uid) => transport.read({ path: [...path, uid] }),
    create({ uid, title }) {
      const metadata = metadataOf({ uid, folderUid: undefined })
      const body = { apiVersion: VERSION, kind: 'Folder', metadata, spec: { title } }
      return transport.change({ method: 'POST', path, body })
    },
  }
}
