/** Who asks: a token that is borne, or a user with a password. */
export type Credentials =
  | { readonly token: string; readonly username?: never; readonly password?: never }
  | { readonly username: string; readonly password: string; readonly token?: never }

/** Whom the credentials are for, and how it is said that they cannot be used. */
export interface Asked {
  readonly server: string
  readonly invalid: (sentence: string) => Error
}

/** What goes into the header, and what must never come out again. */
export interface Authorization {
  readonly header: string
  /** The text with every secret in it blotted out. It finds whole ones only: blot before anything is cut off or tidied. */
  readonly blot: (text: string) => string
}

/** Throws where no header can be made of what was given, without saying what that was. */
export function authorizationOf(credentials: Credentials, { server, invalid }: Asked): Authorization {
  const { token, username, password } = credentials
  if (token !== undefined && (username !== undefined || password !== undefined))
    throw invalid(`Give ${server} a token, or a username with a password, and not both.`)
  if (token !== undefined) {
    // The header would be refused in words that hold the token.
    if (!/^[\x21-\x7e]+$/.test(token))
      throw invalid(
        `The token for ${server} is empty, or holds spaces, line breaks or letters that no token has. Copy it once more.`,
      )
    return { header: `Bearer ${token}`, blot: blotting([token]) }
  }
  if (username === undefined || username === '' || username.includes(':'))
    throw invalid(`The username for ${server} must not be empty, nor hold a colon.`)
  if (password === undefined || password === '')
    throw invalid(`The password for ${server} must not be empty.`)
  const encoded = Buffer.from(`${username}:${password}`, 'utf8').toString('base64')
  return { header: `Basic ${encoded}`, blot: blotting([encoded, password]) }
}

/** A server may echo what it was sent, also as part of an address, of a form or of JSON. */
function blotting(secrets: readonly string[]): (text: string) => string {
  const forms = secrets.flatMap((secret) => [
    secret,
    encodeURIComponent(secret),
    new URLSearchParams({ of: secret }).toString().slice('of='.length),
    JSON.stringify(secret).slice(1, -1),
  ])
  return (text) => forms.reduce((blotted, form) => blotted.replaceAll(form, '[hidden]'), text)
}
