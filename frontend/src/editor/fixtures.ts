/** A small editor, gestures by image coordinates and a server that only hears operations; for tests. */

import { imagePoint } from "../geometry/points";
import type { SizeHw } from "../geometry/points";
import { toScreen } from "../geometry/view";
import { countsFromRuns } from "../masks/counts";
import { rasterise } from "../masks/polygon";
import { bitmapFromRuns, runsFromBitmap } from "../masks/runs";
import type { Runs } from "../masks/types";
import { createEditor } from "./editor";
import type { Editor } from "./interface";
import type { EditorOptions, PointerInput, Uid } from "./types";
import { runsFromWire } from "./wire";
import type { Operation, WireSegment, WireSuggestion, WireWeakLabel } from "./wire";

export const testClasses = [
  { classId: 1, name: "car", color: "#4000c0" },
  { classId: 2, name: "road", color: "#804080" },
];

/** An editor of a small image; new segments are called new-1, new-2, … */
export function smallEditor(options: Partial<EditorOptions> = {}): Editor {
  let count = 0;
  return createEditor({
    sizeHw: [12, 16],
    overlapMode: "exclusive",
    classes: testClasses,
    segments: [],
    suggestions: [],
    newUid: () => {
      count += 1;
      return `new-${count}`;
    },
    ...options,
  });
}

export function send(
  editor: Editor,
  kind: PointerInput["kind"],
  path: readonly (readonly [x: number, y: number])[],
  keys: Partial<PointerInput> = {},
): void {
  const { view } = editor.store.getState();
  const points = path.map(([x, y]) => toScreen(view, imagePoint(x, y)));
  editor.pointer({ kind, points, shift: false, alt: false, erase: false, pan: false, ...keys });
}

/** Presses at the first point, moves over all of them and lets go at the last. */
export function drag(
  editor: Editor,
  path: readonly (readonly [x: number, y: number])[],
  keys: Partial<PointerInput> = {},
): void {
  send(editor, "down", path.slice(0, 1), keys);
  for (const point of path.slice(1)) send(editor, "move", [point], keys);
  send(editor, "up", path.slice(-1), keys);
}

/** Runs of a picture of rows: '#' is set. */
export function runsOfRows(rows: readonly string[]): Runs {
  const bits = Array.from(rows.join(""), (pixel) => (pixel === "#" ? 1 : 0));
  return runsFromBitmap(bits, [rows.length, rows[0]!.length]);
}

export function rowsOfRuns(runs: Runs): string[] {
  const [h, w] = runs.sizeHw;
  const bitmap = bitmapFromRuns(runs);
  return Array.from({ length: h }, (_, r) =>
    Array.from(bitmap.subarray(r * w, r * w + w), (bit) => (bit === 1 ? "#" : ".")).join(""),
  );
}

export function wireSegment(uid: Uid, rows: readonly string[], more: Partial<WireSegment> = {}) {
  const runs = runsOfRows(rows);
  const wire: WireSegment = {
    uid,
    class_id: 1,
    z: 0,
    mask: { size: runs.sizeHw, counts: countsFromRuns(runs) },
    polygon: null,
    iscrowd: false,
    occluded: false,
    truncated: false,
    attributes: {},
    origin: "brush",
    score: null,
    ...more,
  };
  return wire;
}

export function wireSuggestion(
  uid: Uid,
  rows: readonly string[],
  more: Partial<WireSuggestion> = {},
) {
  const { class_id, z, mask } = wireSegment(uid, rows);
  const wire: WireSuggestion = {
    uid,
    class_id,
    z,
    mask,
    score: 0.75,
    source: "model",
    source_ref: "1",
    ...more,
  };
  return wire;
}

/** Every pixel's topmost uid, as the id-map has it; '' for nobody. */
export function ownersOf(editor: Editor): string[] {
  const { segments } = editor.scene;
  const [h, w] = segments.sizeHw;
  return Array.from({ length: h * w }, (_, i) => {
    const slot = segments.idMap.get(Math.floor(i / w), i % w);
    return slot === 0 ? "" : segments.at(slot)!.region.uid;
  });
}

/** The rows of one segment's mask. */
export function maskOf(editor: Editor, uid: Uid): string[] {
  return rowsOfRuns(editor.store.getState().segments.get(uid)!.runs);
}

/** What a server would hold that starts with the editor's segments and applies its operations. */
export class EchoServer {
  readonly segments = new Map<Uid, { classId: number; z: number; runs: Runs }>();
  readonly weak = new Map<Uid, WireWeakLabel>();
  readonly received: Operation[][] = [];

  constructor(editor: Editor) {
    const { segments, sizeHw } = editor.store.getState();
    for (const { uid, classId, z, runs } of segments.values()) {
      this.segments.set(uid, { classId, z, runs });
    }
    editor.onCommit((operations) => {
      this.received.push(operations);
      // As the network would: what is not in the JSON does not arrive.
      const sent = JSON.parse(JSON.stringify(operations)) as Operation[];
      for (const operation of sent) this.apply(operation, sizeHw);
    });
  }

  get tools(): string[] {
    return this.received.map(([first]) => first!.tool);
  }

  private apply(operation: Operation, sizeHw: SizeHw): void {
    if (operation.op === "delete") {
      if (!this.segments.delete(operation.uid)) throw new Error(`${operation.uid} is not there`);
      return;
    }
    if (operation.op !== "upsert") {
      if (operation.op === "upsert_weak")
        this.weak.set(operation.weak_label.uid, operation.weak_label);
      else this.weak.delete(operation.uid);
      return;
    }
    const { uid, class_id: classId, z, mask, polygon } = operation.segment;
    const kept = this.segments.get(uid)?.runs;
    const runs =
      polygon !== undefined
        ? rasterise(polygon, sizeHw)
        : mask !== undefined
          ? runsFromWire(mask, sizeHw)
          : kept;
    if (runs === undefined) throw new Error(`${uid} came without geometry`);
    this.segments.set(uid, { classId, z, runs });
  }
}
