/**
 * `Given`, provided that it has no key that `Allowed` lacks. TypeScript checks excess keys on literals only; through
 * a variable they slip by. A parameter `labels: Exact<Allowed, Given>` refuses them there as well.
 */
export type Exact<Allowed, Given> = [Exclude<keyof Given, keyof Allowed>] extends [never]
  ? Given
  : Given & { readonly [Key in Exclude<keyof Given, keyof Allowed>]: never }

/** An intersection as one plain object type, so that an editor shows its keys. */
export type Flat<T> = { readonly [Key in keyof T]: T[Key] } & {}

/** `Base` with what `Over` says otherwise. */
export type Override<Base, Over> = Flat<Omit<Base, keyof Over> & Over>
