/** Small literal segments and a scripted server for the tests of the save queue. */

import type { DecisionAnswer, SaveAnswer, SaveTransport } from "./transport";
import type {
  Batch,
  Decision,
  OpenAnnotation,
  Operation,
  PolygonWire,
  RleWire,
  WholeSegment,
} from "./types";

/** A mask of one row; its "counts" are the row itself, readable in failures and easy to carve. */
export function rowMask(row: string): RleWire {
  return { size: [1, row.length], counts: row };
}

export function carveRows(mask: RleWire, without: readonly RleWire[]): RleWire | null {
  const rest = Array.from(mask.counts, (pixel, column) =>
    without.some((other) => other.counts[column] === "1") ? "0" : pixel,
  );
  return rest.includes("1") ? rowMask(rest.join("")) : null;
}

/** The test's rule: a polygon covers the columns from its first vertex's x to its last one's. */
export function rasteriseRow(polygon: PolygonWire, [, width]: readonly [number, number]): RleWire {
  const xs = polygon.parts.flatMap((part) => part.outer.map(([x]) => x));
  const covers = (column: number): boolean => column >= Math.min(...xs) && column < Math.max(...xs);
  return rowMask(
    Array.from({ length: width }, (_, column) => (covers(column) ? "1" : "0")).join(""),
  );
}

export function segment(
  uid: string,
  row = "1100",
  changes: Partial<WholeSegment> = {},
): WholeSegment {
  return {
    uid,
    class_id: 1,
    z: 1,
    mask: rowMask(row),
    polygon: null,
    iscrowd: false,
    occluded: false,
    truncated: false,
    attributes: {},
    origin: "brush",
    score: null,
    ...changes,
  };
}

export function drawn(uid: string, row = "1100", tool = "brush"): Operation {
  return {
    op: "upsert",
    tool,
    segment: { uid, class_id: 1, z: 1, mask: rowMask(row), origin: "brush" },
  };
}

export function reclassed(uid: string, classId: number): Operation {
  return {
    op: "upsert",
    tool: "class",
    segment: { uid, class_id: classId, z: 1, origin: "brush" },
  };
}

export function removed(uid: string): Operation {
  return { op: "delete", tool: "delete", uid };
}

export const OPEN: OpenAnnotation = {
  annotationId: 7,
  imageId: 70,
  projectId: 1,
  imageName: "street.png",
  sizeHw: [1, 4],
  revision: 5,
};

type Script = (batch: Batch, call: number) => SaveAnswer | Promise<SaveAnswer>;

/** Answers every batch by a script; unscripted: saves and counts revisions up from the batch's base. */
export class ScriptedServer implements SaveTransport {
  readonly received: { annotationId: number; batch: Batch; userId: number }[] = [];
  script: Script = (batch) => this.saved(batch.baseRevision + 1);

  saved(revision: number, changed: WholeSegment[] = [], deleted: string[] = []): SaveAnswer {
    return { kind: "saved", revision, state: "in_progress", changed, deleted };
  }

  readonly decided: [Decision, string[]][] = [];
  decision: DecisionAnswer = { kind: "decided" };

  decide(_imageId: number, decision: Decision, uids: string[]): Promise<DecisionAnswer> {
    this.decided.push([decision, uids]);
    return Promise.resolve(this.decision);
  }

  async send(annotationId: number, batch: Batch, userId: number): Promise<SaveAnswer> {
    this.received.push({ annotationId, batch: structuredClone(batch), userId });
    return this.script(batch, this.received.length);
  }
}
