/** One value of an attribute, as the OpenTelemetry API allows it on a measurement. */
export type AttributeValue =
  | string
  | number
  | boolean
  | Array<string | null | undefined>
  | Array<number | null | undefined>
  | Array<boolean | null | undefined>

/** The attributes of a point; a key whose value is `undefined` counts as absent. */
export interface Attributes {
  [key: string]: AttributeValue | undefined
}
