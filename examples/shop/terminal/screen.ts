/** What the live view is drawn on. */
export interface Screen {
  draw(lines: readonly string[]): void
  /** Gives the terminal back as it was. May be called twice. */
  close(): void
}

export interface Terminal {
  readonly columns?: number
  readonly rows?: number
  write(text: string): unknown
}

const ENTER = '\u001b[?1049h\u001b[?25l'
const LEAVE = '\u001b[?25h\u001b[?1049l'
const HOME = '\u001b[H'
const CLEAR_REST_OF_LINE = '\u001b[K'
const CLEAR_BELOW = '\u001b[J'

/**
 * Draws over itself on the terminal's alternate screen, so that what stood there before comes back at the end, however
 * the process ends.
 */
export function openScreen(terminal: Terminal): Screen {
  let open = true
  const close = (): void => {
    if (!open) return
    open = false
    process.off('exit', close)
    terminal.write(LEAVE)
  }
  process.on('exit', close)
  terminal.write(ENTER)
  return {
    draw(lines) {
      if (!open) return
      const visible = lines.slice(0, (terminal.rows ?? 24) - 1)
      terminal.write(
        `${HOME}${visible.map((line) => `${line}${CLEAR_REST_OF_LINE}`).join('\n')}\n${CLEAR_BELOW}`,
      )
    },
    close,
  }
}
