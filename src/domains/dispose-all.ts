/** Several observers of one thing as one. */
export function disposeAll(observers: readonly Disposable[]): Disposable {
  return {
    [Symbol.dispose]() {
      for (const observer of observers) observer[Symbol.dispose]()
    },
  }
}
