import { describe, expect, test } from "vitest";
import type {
  ClassChoice,
  DatasetImport,
  FoundClass,
  ImportRow,
  Job,
  LabelClass,
} from "../../api/types";
import { countsFromRuns } from "../../masks/counts";
import { runsFromBitmap } from "../../masks/runs";
import {
  choiceKind,
  choicesFor,
  defaultChoice,
  shownClasses,
  summary,
  withChoice,
} from "./choices";
import { layersOf, painted, topLayers } from "./painting";
import { resumeHref, shownStep, stepHref } from "./steps";
import { timeLeftMs } from "./timeLeft";

const found = (class_id: number, name: string, match: FoundClass["match"], id: number | null) =>
  ({
    class_id,
    name,
    color: `#00000${class_id}`,
    match,
    match_class_id: id,
    num_segments: 10 * class_id,
  }) as FoundClass;
const classes = [
  found(1, "car", "same", 5),
  found(2, "Trees", "similar", 6),
  found(3, "sky", "none", null),
];
const rows = [
  { class_id: 5, name: "car", color: "#aa0000" },
  { class_id: 6, name: "tree", color: "#00aa00" },
] as LabelClass[];
const choice = (
  class_id: number,
  action: ClassChoice["action"],
  more: Partial<ClassChoice> = {},
) => ({
  class_id,
  action,
  target: null,
  name: "",
  color: "",
  ...more,
});

describe("classes", () => {
  test("go by name, also by a similar one; the others are new", () => {
    const choices = choicesFor(classes, []);
    expect(choices.map((each) => [each.action, each.target])).toEqual([
      ["class", 5],
      ["class", 6],
      ["new", null],
    ]);
    expect(choices.map((each, index) => choiceKind(each, classes[index]!))).toEqual([
      "same",
      "similar",
      "new",
    ]);
  });

  test("keep what was chosen before", () => {
    const kept = [choice(3, "drop")];
    expect(choicesFor(classes, kept)[2]).toEqual(kept[0]);
  });

  test("are shown in the names and colours that they come in with", () => {
    const choices = [
      choice(1, "same", { target: 3 }),
      choice(2, "drop"),
      choice(3, "new", { name: "air" }),
    ];
    const shown = shownClasses(choices, classes, rows);
    expect(shown.get(1)).toEqual({ name: "air", color: "#000003" });
    expect(shown.get(2)).toBeNull();
    expect(shown.get(3)).toEqual({ name: "air", color: "#000003" });
    expect(shownClasses([choice(1, "class", { target: 6 })], classes, rows).get(1)).toEqual({
      name: "tree",
      color: "#00aa00",
    });
  });

  test("joined to a class that is new no more go by name again", () => {
    const before = [choice(1, "same", { target: 3 }), choice(3, "new")];
    expect(withChoice(before, choice(3, "drop"), classes)).toEqual([
      defaultChoice(classes[0]!),
      choice(3, "drop"),
    ]);
    expect(withChoice(before, choice(3, "new", { name: "x" }), classes)[0]).toEqual(before[0]);
  });

  test("are summed up", () => {
    const choices = [choice(1, "class", { target: 5 }), choice(2, "drop"), choice(3, "new")];
    expect(summary(choices, classes)).toEqual({
      merged: 1,
      added: 1,
      dropped: 1,
      droppedSegments: 20,
    });
  });
});

describe("samples", () => {
  const size: [number, number] = [2, 3];
  const mask = (bits: number[]) => ({
    size,
    counts: countsFromRuns(runsFromBitmap(bits, size)),
  });
  const preview = {
    name: "a",
    width: 3,
    height: 2,
    size,
    has_picture: false,
    segments: [
      { class_id: 1, mask: mask([1, 1, 1, 1, 1, 1]) },
      { class_id: 2, mask: mask([0, 0, 1, 0, 0, 1]) },
    ],
  };

  test("show the topmost segment, and what lies below one that is left out", () => {
    const layers = layersOf(preview);
    expect([...topLayers(layers, size, () => true)]).toEqual([1, 1, 2, 1, 1, 2]);
    expect([...topLayers(layers, size, (id) => id !== 2)]).toEqual([1, 1, 1, 1, 1, 1]);
  });

  test("are painted in the colours of the chosen classes, borders opaque", () => {
    const pixels = painted(
      layersOf(preview),
      size,
      new Map([
        [1, "#102030"],
        [2, "#ff0000"],
      ]),
    );
    expect([...pixels.slice(0, 4)]).toEqual([16, 32, 48, 120]);
    expect([...pixels.slice(4, 8)]).toEqual([16, 32, 48, 255]);
    expect([...pixels.slice(8, 12)]).toEqual([255, 0, 0, 255]);
    const empty = painted(layersOf(preview), size, new Map([[1, null]]));
    expect(empty.every((value) => value === 0)).toBe(true);
  });
});

describe("steps", () => {
  const row = (more: Partial<DatasetImport>) =>
    ({ id: 7, project: 3, findings: null, run: null, imported_at: null, ...more }) as DatasetImport;
  const looked = row({ findings: {} as DatasetImport["findings"] });

  test("have addresses of their own", () => {
    expect(stepHref(3, 7, "classes")).toBe("/projects/3/import/7/classes");
    expect(stepHref(3, null, "file")).toBe("/projects/3/import");
    const listed = { id: 7, project: 3, inspection_state: "done", run_state: null } as ImportRow;
    expect(resumeHref(listed)).toBe("/projects/3/import/7/classes");
    expect(resumeHref({ ...listed, inspection_state: "failed" })).toContain("contents");
    expect(resumeHref({ ...listed, run_state: "failed" })).toContain("import/7/import");
  });

  test("beyond what is known are not shown", () => {
    expect(shownStep(row({}), "preview")).toBe("contents");
    expect(shownStep(looked, "preview")).toBe("preview");
    expect(shownStep(looked, "nonsense")).toBe("contents");
  });

  test("end where the import runs or is done", () => {
    expect(shownStep(row({ run: { state: "running" } as Job<never> }), "classes")).toBe("import");
    expect(shownStep(row({ imported_at: "2026-01-01" }), "contents")).toBe("import");
    const failed = { ...looked, run: { state: "failed" } as Job<never> };
    expect(shownStep(failed, "classes")).toBe("classes");
  });
});

test("the time left follows from what is done, once that is enough", () => {
  const job = (done: number) =>
    ({ state: "running", done, total: 100, started_at: "2026-01-01T00:00:00Z" }) as Job;
  const now = Date.parse("2026-01-01T00:00:30Z");
  expect(timeLeftMs(job(25), now)).toBe(90_000);
  expect(timeLeftMs(job(2), now)).toBeNull();
  expect(timeLeftMs({ ...job(25), state: "queued" }, now)).toBeNull();
});
