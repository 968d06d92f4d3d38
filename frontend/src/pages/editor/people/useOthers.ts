/** Who else has this image open, live; while somebody has, what they save comes here within seconds. */

import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { historyKey } from "../../../api/history";
import { fetchChanges, fetchLeases, releaseLease, takeLease } from "../../../api/leases";
import type { AnnotationState, Changes, Lease } from "../../../api/types";
import type { Editor } from "../../../editor";
import { newSaveId, type SaveQueue } from "../../../save";

/** How often others' saves are asked for while somebody else edits. */
const POLL_MS = 3_000;
/** Until the server has said how often a lease is to be renewed. */
const FIRST_RENEW_S = 10;

interface Annotated {
  annotationId: number;
  /** At opening. */
  revision: number;
  editor: Editor;
  queue: SaveQueue;
  /** Viewers, and whoever only looks, take no lease. */
  takesLease: boolean;
  onState: (state: AnnotationState) => void;
}

export function useOthers(annotated: Annotated): readonly Lease[] {
  const { annotationId, revision, editor, queue, takesLease, onState } = annotated;
  const client = useQueryClient();
  const [others, setOthers] = useState<readonly Lease[]>([]);
  useEffect(() => {
    const watch = new Watch(
      { annotationId, revision, editor, queue, takesLease, onState },
      setOthers,
    );
    watch.onSaved = () => {
      void client.invalidateQueries({ queryKey: historyKey(annotationId) });
    };
    return watch.start();
  }, [annotationId, revision, editor, queue, takesLease, onState, client]);
  return others;
}

export class Watch {
  onSaved: () => void = () => undefined;
  readonly #clientId = newSaveId();
  #shownRevision: number;
  #etag = "";
  #numOthers = 0;
  /** The server was seen ahead of this page, whoever saved. */
  #isBehind = false;
  #isOver = false;
  #timers: ReturnType<typeof setTimeout>[] = [];

  constructor(
    readonly annotated: Annotated,
    readonly tell: (others: readonly Lease[]) => void,
  ) {
    this.#shownRevision = annotated.revision;
  }

  start(): () => void {
    const release = (): void => {
      if (this.annotated.takesLease) releaseLease(this.annotated.annotationId, this.#clientId);
    };
    const turn = (): void => {
      if (document.visibilityState === "visible") void this.#renew();
    };
    window.addEventListener("pagehide", release);
    document.addEventListener("visibilitychange", turn);
    void this.#renewing();
    void this.#polling();
    return () => {
      this.#isOver = true;
      for (const timer of this.#timers) clearTimeout(timer);
      window.removeEventListener("pagehide", release);
      document.removeEventListener("visibilitychange", turn);
      release();
    };
  }

  async #renewing(): Promise<void> {
    const seconds = await this.#renew();
    if (!this.#isOver) this.#later(() => void this.#renewing(), seconds * 1_000);
  }

  async #renew(): Promise<number> {
    const { annotationId, takesLease } = this.annotated;
    try {
      const { leases, renew_s, revision } = takesLease
        ? await takeLease(annotationId, this.#clientId)
        : await fetchLeases(annotationId);
      if (this.#isOver) return renew_s;
      const others = leases.filter(({ client_id }) => client_id !== this.#clientId);
      this.#numOthers = others.length;
      this.#isBehind = revision > this.#revision();
      this.tell(others);
      return renew_s;
    } catch {
      // Offline or signed out: the save state says so; who else is here is not known.
      return FIRST_RENEW_S;
    }
  }

  async #polling(): Promise<void> {
    const isWanted = this.#numOthers > 0 || this.#isBehind;
    if (isWanted && document.visibilityState === "visible") await this.#poll();
    if (!this.#isOver) this.#later(() => void this.#polling(), POLL_MS);
  }

  async #poll(): Promise<void> {
    const { annotationId } = this.annotated;
    const since = this.#revision();
    try {
      const { etag, changes } = await fetchChanges(annotationId, since, this.#etag);
      if (this.#isOver) return;
      if (changes === null || this.#take(since, changes)) this.#etag = etag;
    } catch {
      // As above; the next one may be answered.
    }
  }

  #take(since: number, changes: Changes): boolean {
    const { annotationId, editor, queue, onState } = this.annotated;
    if (queue.revision(annotationId) !== null) {
      if (!queue.takeChanges(annotationId, since, changes)) return false;
    } else {
      editor.applyRemote(changes.changed, changes.deleted);
      editor.applyRemoteWeak(changes.weak_changed, changes.weak_deleted);
    }
    this.#shownRevision = changes.revision;
    this.#isBehind = false;
    onState(changes.state);
    if (changes.revision > since) this.onSaved();
    return true;
  }

  #revision(): number {
    return this.annotated.queue.revision(this.annotated.annotationId) ?? this.#shownRevision;
  }

  #later(body: () => void, ms: number): void {
    this.#timers = [...this.#timers.slice(-8), setTimeout(body, ms)];
  }
}
