/** What one check found, on one line. A note is worth knowing, and no problem. */
export interface Finding {
  readonly verdict: 'ok' | 'note' | 'problem'
  readonly text: string
}

export function ok(text: string): Finding {
  return { verdict: 'ok', text }
}

export function note(text: string): Finding {
  return { verdict: 'note', text }
}

export function problem(text: string): Finding {
  return { verdict: 'problem', text }
}

export function lineOf({ verdict, text }: Finding): string {
  return `${(verdict === 'problem' ? 'PROBLEM' : verdict).padEnd(8)} ${text}`
}
