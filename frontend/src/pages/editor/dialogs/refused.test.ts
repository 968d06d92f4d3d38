import { expect, test } from "vitest";
import { refusedFile } from "./refused";
import type { RefusedBatch } from "../../../save";

test("the file names the image, the reason and every operation with its mask", () => {
  const batch: RefusedBatch = {
    saveId: "s1",
    baseRevision: 4,
    activeMs: 0,
    operations: [
      {
        op: "upsert",
        tool: "brush",
        segment: {
          uid: "a",
          class_id: 1,
          z: 1,
          mask: { size: [2, 2], counts: "04" },
          origin: "brush",
        },
      },
    ],
    code: "unknown_label_class",
    message: "Class 1 is gone.",
    refusedAt: 0,
  };
  const image = { id: 3, name: "a/b.png", width: 2, height: 2, annotation_id: 9 };
  expect(JSON.parse(refusedFile(image, [batch]))).toEqual({
    image: { id: 3, name: "a/b.png", size: [2, 2], annotation_id: 9 },
    saves: [
      {
        refused: {
          code: "unknown_label_class",
          message: "Class 1 is gone.",
          at: "1970-01-01T00:00:00.000Z",
        },
        base_revision: 4,
        save_id: "s1",
        operations: batch.operations,
      },
    ],
  });
});
