/** The page's hold on the save queue: one per signed-in person, on every page, from sign-in to sign-out. */

import { useQueryClient } from "@tanstack/react-query";
import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useState,
  useSyncExternalStore,
} from "react";
import { useTranslation } from "react-i18next";
import { sessionKey, useSession } from "../../api/session";
import { type SaveQueue, type SaveState, startSaving } from "../../save";
import { notify } from "../../ui/Toast";

const QueueContext = createContext<SaveQueue | null>(null);

/** Null until the queue has looked into this browser's storage. */
export function useSaveQueue(): SaveQueue | null {
  return useContext(QueueContext);
}

export function useSaveState(queue: SaveQueue, annotationId: number): SaveState {
  return useSyncExternalStore(queue.subscribe, () => queue.state(annotationId));
}

/** Keeps sending what this person's tabs left unsent, whichever page is open. */
export function SavingProvider({ children }: { children: ReactNode }) {
  const userId = useSession().data?.user?.id ?? null;
  // A session that ran out keeps its queue: the work waits until the same person is back.
  const [ownerId, setOwnerId] = useState(userId);
  if (userId !== null && userId !== ownerId) setOwnerId(userId);
  const queue = useStartedQueue(ownerId);

  useEffect(() => {
    if (userId !== null) void queue?.resume();
  }, [queue, userId]);
  useAskingToSignIn(queue);
  return <QueueContext value={queue}>{children}</QueueContext>;
}

function useStartedQueue(ownerId: number | null): SaveQueue | null {
  const { t } = useTranslation();
  const [queue, setQueue] = useState<SaveQueue | null>(null);
  useEffect(() => {
    if (ownerId === null) return;
    let stop: (() => void) | null = null;
    let isOver = false;
    const refused = (description: string): void => {
      notify({ title: t("editor.suggestions.refused"), description, tone: "danger" });
    };
    void startSaving(ownerId, refused).then((started) => {
      if (isOver) {
        started.stop();
        return;
      }
      stop = started.stop;
      setQueue(started.queue);
    });
    return () => {
      isOver = true;
      stop?.();
    };
  }, [ownerId, t]);
  return queue?.userId === ownerId ? queue : null;
}

/** A save that met an ended session makes the session gate ask, on top of the page. */
function useAskingToSignIn(queue: SaveQueue | null): void {
  const client = useQueryClient();
  useEffect(() => {
    if (queue === null) return;
    let wasSignedOut = false;
    return queue.subscribe(() => {
      const isSignedOut = queue
        .unsaved()
        .some(({ annotationId }) => queue.state(annotationId).kind === "signed-out");
      if (isSignedOut && !wasSignedOut) void client.invalidateQueries({ queryKey: sessionKey });
      wasSignedOut = isSignedOut;
    });
  }, [queue, client]);
}
