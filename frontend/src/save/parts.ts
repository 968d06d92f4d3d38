/** What one annotation's saver works with: the editor, the store, the server, this person's other tabs. */

import type { Carve } from "./conflict";
import type { WorkStore } from "./store";
import type { SaveTransport } from "./transport";
import type { Operation, PolygonWire, RleWire, WeakRemote, WeakWire, WholeSegment } from "./types";

/** What the saver needs from the open editor. */
export interface EditorPort {
  /** Others' work: show it, outside the undo history. */
  applyRemote(changed: WholeSegment[], deleted: string[]): void;
  /** Others' boxes and tags. */
  applyRemoteWeak?(changed: readonly WeakWire[], deleted: readonly string[]): void;
  /** A save of this tab or another was taken; the annotation's state may have changed by it. */
  saved?(revision: number, state: string): void;
  /** The segment as shown now, with its mask; undefined when it is not (or no longer) there. */
  current(uid: string): WholeSegment | undefined;
}

export interface SaverParts {
  userId: number;
  store: WorkStore;
  transport: SaveTransport;
  carve: Carve;
  rasterise: (polygon: PolygonWire, sizeHw: readonly [number, number]) => RleWire;
  newSaveId: () => string;
  random: () => number;
  takeActiveMs: () => number;
  /** Runs `body` while no other tab does so for the same annotation. */
  exclusively: (annotationId: number, body: () => Promise<void>) => Promise<void>;
  /** Tells this person's other tabs what was saved. */
  announce: (saved: SavedElsewhere) => void;
  changed: () => void;
  /** The server will not take decisions on suggestions (the person may not, or the image is gone). */
  refusedDecision: (message: string) => void;
}

export interface SavedElsewhere extends WeakRemote {
  annotationId: number;
  revision: number;
  state: string;
  operations: Operation[];
  changed: WholeSegment[];
  deleted: string[];
}
