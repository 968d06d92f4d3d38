import { expect, test } from "vitest";
import type { LabelClass } from "../../api/types";
import { classIous } from "./ClassIouTable";

const row = (class_id: number, name: string, color: string): LabelClass => ({
  class_id,
  name,
  color,
  is_thing: true,
  is_ignore: false,
  hotkey: "",
  supercategory: "",
  attributes: [],
  guideline: "",
  position: class_id,
  num_segments: 0,
  retired_at: null,
  merged_into: null,
});
const classes = [row(2, "road", "#222222"), row(1, "car", "#111111")];

test("while a run goes on, its newest epoch counts, in the order of the classes", () => {
  const epoch = {
    kind: "epoch" as const,
    epoch: 1,
    step: 1,
    loss: 1,
    val_loss: null,
    miou: 0.5,
    pixel_accuracy: 0.5,
    per_class: { "1": 0.5, "2": null, "9": 0.1 },
    seconds: 1,
  };
  expect(classIous(null, epoch, classes)).toEqual([
    { class_id: 2, name: "road", color: "#222222", iou: null },
    { class_id: 1, name: "car", color: "#111111", iou: 0.5 },
  ]);
});

test("a finished model keeps classes that the project no longer has", () => {
  const model = {
    id: 1,
    number: 1,
    architecture: "unet",
    encoder: "resnet18",
    snapshot_hash: "",
    num_images: 1,
    created_at: "2026-01-01T00:00:00Z",
    metrics: {
      miou: 0.5,
      pixel_accuracy: 0.9,
      per_class: [{ class_id: 7, name: "gone", iou: 0.5 }],
    },
  };
  expect(classIous(model, null, classes)).toEqual([
    { class_id: 7, name: "gone", color: "#808080", iou: 0.5 },
  ]);
});
