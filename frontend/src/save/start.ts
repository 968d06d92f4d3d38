/** Joins the save queue to the browser: storage, locks between tabs, the page's coming and going. */

import { ActiveClock, watchInput } from "./active";
import { carve, rasterise } from "./geometry";
import { SaveQueue } from "./queue";
import { newSaveId } from "./saveId";
import { openWorkStore } from "./store";
import { HttpTransport } from "./transport";

/** Starts saving for one signed-in person, first of all what an earlier tab left behind. */
export async function startSaving(
  userId: number,
  refusedDecision: (message: string) => void,
): Promise<{ queue: SaveQueue; stop: () => void }> {
  const clock = new ActiveClock();
  const queue = new SaveQueue({
    userId,
    store: await openWorkStore(),
    transport: new HttpTransport(),
    carve,
    rasterise,
    newSaveId,
    refusedDecision,
    takeActiveMs: () => clock.take(),
    // Undefined outside secure contexts (plain http to another machine), whatever the types say.
    locks: (navigator as Partial<Navigator>).locks,
    channel: new BroadcastChannel(`maskwright-save-${userId}`),
  });
  const stopWatching = watchInput(clock, window);
  const stopListening = followPage(queue);
  void queue.resume();
  return {
    queue,
    stop: () => {
      stopListening();
      stopWatching();
      queue.dispose();
    },
  };
}

/** Saves when the page is hidden or left; tries again when it, or the network, is back. */
function followPage(queue: SaveQueue): () => void {
  const leave = (): void => {
    queue.leave();
  };
  const resume = (): void => {
    void queue.resume();
  };
  const turn = (): void => {
    if (document.visibilityState === "hidden") leave();
    else resume();
  };
  document.addEventListener("visibilitychange", turn);
  window.addEventListener("pagehide", leave);
  window.addEventListener("online", resume);
  window.addEventListener("focus", resume);
  return () => {
    document.removeEventListener("visibilitychange", turn);
    window.removeEventListener("pagehide", leave);
    window.removeEventListener("online", resume);
    window.removeEventListener("focus", resume);
  };
}
