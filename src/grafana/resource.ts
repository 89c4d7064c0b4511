import { type Fields, fieldsOf, folderOf, textOr } from './answers.ts'

/** A resource of `/apis`, page "API structure in Grafana": metadata and spec. */
export interface Resource {
  readonly uid: string
  readonly version: string
  readonly folderUid: string | undefined
  readonly annotations: Fields
  readonly spec: Fields
}

const FOLDER = 'grafana.app/folder'

/** Reads what `/apis` gives for one resource. */
export function resourceOf(answer: unknown): Resource {
  const { metadata, spec } = fieldsOf(answer, 'a resource that /apis gives')
  const { name, resourceVersion, annotations } = fieldsOf(metadata, 'the metadata of a resource')
  const told = fieldsOf(annotations ?? {}, 'the annotations of a resource')
  return {
    uid: textOr(name, ''),
    version: textOr(resourceVersion, ''),
    folderUid: folderOf(told[FOLDER]),
    annotations: told,
    spec: fieldsOf(spec, 'the spec of a resource'),
  }
}

/** The metadata to send: a `resourceVersion` makes Grafana refuse, with 409, what somebody else has changed. */
export function metadataOf(resource: {
  readonly uid: string
  readonly folderUid: string | undefined
  readonly version?: string
}): Fields {
  const { uid, folderUid, version } = resource
  return {
    name: uid,
    ...(folderUid !== undefined && { annotations: { [FOLDER]: folderUid } }),
    ...(version !== undefined && { resourceVersion: version }),
  }
}
