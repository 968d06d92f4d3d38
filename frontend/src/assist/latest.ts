/** Keeps only the newest of several overlapping questions: an older answer must never arrive on top. */

export class Latest {
  #current: AbortController | null = null;

  get isAsking(): boolean {
    return this.#current !== null;
  }

  /**
   * Asks, and gives up whatever was asked before.
   *
   * @returns the answer, or undefined when a newer question or `cancel` overtook it.
   */
  async ask<Answer>(
    question: (signal: AbortSignal) => Promise<Answer>,
  ): Promise<Answer | undefined> {
    this.cancel();
    const mine = new AbortController();
    this.#current = mine;
    try {
      const answer = await question(mine.signal);
      return mine.signal.aborted ? undefined : answer;
    } catch (error) {
      // Whatever an abandoned question ran into concerns nobody any more.
      if (mine.signal.aborted) return undefined;
      throw error;
    } finally {
      if (this.#current === mine) this.#current = null;
    }
  }

  cancel(): void {
    this.#current?.abort();
    this.#current = null;
  }
}
