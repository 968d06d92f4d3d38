/** A list of listeners: how the engine tells the page and the renderer that something happened. */

export class Signal<T> {
  private readonly listeners = new Set<(value: T) => void>();

  /** Returns the unsubscriber. */
  subscribe(listener: (value: T) => void): () => void {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }

  emit(value: T): void {
    for (const listener of [...this.listeners]) listener(value);
  }
}
