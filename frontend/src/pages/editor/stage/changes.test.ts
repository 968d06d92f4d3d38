import { expect, test } from "vitest";
import { createEditor } from "../../../editor";
import { runsFromBox } from "../../../masks/runs";
import { changesBetween } from "./changes";

const NOTHING = { tool: null, uid: null, boxUid: null, numMade: 0, numDeleted: 0 };

test("what is selected, made, changed and deleted is told; a moved view is not", () => {
  const editor = createEditor({
    sizeHw: [20, 20],
    overlapMode: "layered",
    classes: [{ classId: 1, name: "car", color: "#ff0000" }],
    segments: [],
    suggestions: [],
  });
  let before = editor.store.getState();
  const changes = () => {
    const now = editor.store.getState();
    const told = changesBetween(before, now);
    before = now;
    return told;
  };
  editor.fitView();
  expect(changes()).toEqual(NOTHING);
  const uid = editor.addMask(runsFromBox([0, 0, 4, 4], [20, 20]), 1, "brush", null)!;
  expect(changes()).toEqual({ ...NOTHING, uid, numMade: 1 });
  editor.setProperties(uid, { occluded: true });
  expect(changes()).toEqual({ ...NOTHING, uid });
  editor.setLocked([uid], true);
  expect(changes()).toEqual({ ...NOTHING, uid });
  editor.setLocked([uid], false);
  editor.setTool("polygon");
  changes();
  editor.deleteSegment(uid);
  expect(changes()).toEqual({ ...NOTHING, numDeleted: 1 });
  editor.setTool("select");
  expect(changes()).toEqual({ ...NOTHING, tool: "select" });
});

test("a box without pixels is told when it is made and when it moves", () => {
  const classes = [{ classId: 1, name: "car", color: "#ff0000" }];
  const editor = createEditor({
    sizeHw: [20, 20],
    overlapMode: "layered",
    classes,
    segments: [],
    suggestions: [],
  });
  let before = editor.store.getState();
  const boxUid = editor.addBox([2, 2, 6, 6], 1);
  let now = editor.store.getState();
  expect(changesBetween(before, now)).toEqual({ ...NOTHING, boxUid });
  before = now;
  editor.nudgeBox(1, 0, false);
  now = editor.store.getState();
  expect(changesBetween(before, now)).toEqual({ ...NOTHING, boxUid });
  expect(changesBetween(now, now)).toEqual(NOTHING);
});
