import { expect, test } from "vitest";
import type { MetricsLine } from "../../api/types";
import { runCurves, runFacts } from "./curves";

const step = (number: number, loss: number): MetricsLine => ({
  kind: "step",
  step: number,
  epoch: 1,
  loss,
  lr: 0.1,
  seconds: 1,
});
const epoch = (number: number, step: number, miou: number | null): MetricsLine => ({
  kind: "epoch",
  epoch: number,
  step,
  loss: 1,
  val_loss: 0.5,
  miou,
  pixel_accuracy: 0.9,
  per_class: {},
  seconds: 1,
});

test("losses and scores are laid over the steps", () => {
  const curves = runCurves([step(1, 3), step(2, 2), epoch(1, 2, 0.4), step(3, 1)]);
  expect(curves.loss).toEqual([
    [1, 3],
    [2, 2],
    [3, 1],
  ]);
  expect(curves.miou).toEqual([[2, 0.4]]);
  expect(curves.valLoss).toEqual([[2, 0.5]]);
});

test("steps that a resumed run repeats replace those measured before", () => {
  const lines = [step(1, 3), step(2, 2), step(3, 9), epoch(1, 3, 0.1), step(2, 2.1), step(3, 1)];
  expect(runCurves([...lines, epoch(1, 3, 0.5)])).toMatchObject({
    loss: [
      [1, 3],
      [2, 2.1],
      [3, 1],
    ],
    miou: [[3, 0.5]],
  });
});

test("an epoch without a measurement has no point", () => {
  expect(runCurves([epoch(1, 2, null)]).miou).toEqual([]);
});

test("the best mIoU is kept, the last epoch is the newest", () => {
  const facts = runFacts([epoch(1, 2, 0.6), epoch(2, 4, 0.4)]);
  expect(facts.bestMiou).toBe(0.6);
  expect(facts.lastEpoch?.epoch).toBe(2);
  expect(runFacts([]).bestMiou).toBeNull();
});
