import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { grown } from "../../masks/morphology";
import { bitmapFromRuns, runsFromBitmap } from "../../masks/runs";
import { countsFromRuns } from "../../masks/counts";
import {
  EchoServer,
  drag,
  maskOf,
  ownersOf,
  runsOfRows,
  send,
  smallEditor,
  wireSegment,
} from "../fixtures";
import type { Editor } from "../interface";
import { selectedUids } from "../selection";
import type { OverlapMode, PaintMode } from "../types";
import type { WireSegment } from "../wire";

const size = [6, 8] as const;
const uids = ["a", "b", "c", "d"] as const;

function segment(uid: string, bitmap: readonly number[], classId: number): WireSegment {
  const runs = runsFromBitmap(bitmap, size);
  const mask = { size: runs.sizeHw, counts: countsFromRuns(runs) };
  return { ...wireSegment(uid, ["#"]), mask, class_id: classId, z: 10 * uid.charCodeAt(0) };
}

/** An image of up to four segments; in exclusive images every pixel has at most one owner. */
const pictures = fc
  .record({
    mode: fc.constantFrom<OverlapMode>("exclusive", "layered"),
    owners: fc.array(fc.nat({ max: 4 }), { minLength: 48, maxLength: 48 }),
    extra: fc.array(fc.nat({ max: 4 }), { minLength: 48, maxLength: 48 }),
  })
  .map(({ mode, owners, extra }) => {
    const segments = uids.flatMap((uid, i) => {
      const bitmap = owners.map((owner, at) =>
        owner === i + 1 || (mode === "layered" && extra[at] === i + 1) ? 1 : 0,
      );
      return bitmap.includes(1) ? [segment(uid, bitmap, 1 + (i % 2))] : [];
    });
    return { mode, segments };
  });

const choices = fc.uniqueArray(fc.constantFrom(...uids), { minLength: 1, maxLength: 4 });

function opened({ mode, segments }: { mode: OverlapMode; segments: WireSegment[] }): Editor {
  return smallEditor({ sizeHw: size, overlapMode: mode, segments });
}

const bitsOf = (editor: Editor) =>
  new Map(
    [...editor.store.getState().segments].map(([uid, { runs }]) => [
      uid,
      [...bitmapFromRuns(runs)],
    ]),
  );

/** Everything that an undo must bring back. */
function documentOf(editor: Editor) {
  const { segments } = editor.store.getState();
  const sorted = [...segments.values()].sort((x, y) => (x.uid < y.uid ? -1 : 1));
  return { sorted, owners: ownersOf(editor) };
}

/** Does something, checks that one undo takes it back and one redo does it again, and the server's copy. */
function checked(editor: Editor, act: () => void): void {
  const server = new EchoServer(editor);
  const before = documentOf(editor);
  act();
  const after = documentOf(editor);
  const { canUndo, overlapMode } = editor.store.getState();
  if (canUndo) {
    editor.undo();
    expect(documentOf(editor)).toEqual(before);
    editor.redo();
    expect(documentOf(editor)).toEqual(after);
  } else expect(after).toEqual(before);
  const seen = [...editor.store.getState().segments.values()].map(
    ({ uid, classId, z, runs }) => [uid, { classId, z, runs }] as const,
  );
  expect(server.segments).toEqual(new Map(seen));
  if (overlapMode === "exclusive") {
    const counts = [...bitsOf(editor).values()].reduce(
      (sums, bits) => sums.map((sum, i) => sum + bits[i]!),
      ownersOf(editor).map(() => 0),
    );
    expect(Math.max(...counts)).toBeLessThanOrEqual(1);
  }
  const incremental = ownersOf(editor);
  editor.scene.segments.composeAll();
  expect(incremental).toEqual(ownersOf(editor));
}

describe("union, merge, subtract, intersect", () => {
  it("give exactly the pixels that their names say, in one step, and touch nobody else", () => {
    const hows = fc.constantFrom("union", "merge", "subtract", "intersect");
    const paint = fc.constantFrom<PaintMode>("above", "below", "unlabelled");
    fc.assert(
      fc.property(pictures, choices, hows, paint, (picture, chosen, how, mode) => {
        const editor = opened(picture);
        editor.setPaintMode(mode);
        editor.selectMany(chosen);
        const [primary, ...others] = selectedUids(editor.store.getState());
        const before = bitsOf(editor);
        const classes = new Map(
          [...editor.store.getState().segments].map(([uid, { classId }]) => [uid, classId]),
        );
        checked(editor, () => editor.combine(how));
        const wanted = new Map(before);
        if (primary !== undefined && others.length > 0) {
          const all = [primary, ...others].map((uid) => before.get(uid)!);
          const isMixed = others.some((uid) => classes.get(uid) !== classes.get(primary));
          const rule = {
            union: (bits: number[]) => Number(bits.includes(1)),
            merge: (bits: number[]) => Number(bits.includes(1)),
            subtract: ([own, ...rest]: number[]) => Number(own === 1 && !rest.includes(1)),
            intersect: (bits: number[]) => Number(!bits.includes(0)),
          }[how];
          const pixels = all[0]!.map((_, i) => rule(all.map((bits) => bits[i]!)));
          const isRefused = (how === "union" && isMixed) || !pixels.includes(1);
          if (!isRefused) {
            wanted.set(primary, pixels);
            if (how === "union" || how === "merge") others.forEach((uid) => wanted.delete(uid));
          }
        }
        expect(bitsOf(editor)).toEqual(wanted);
      }),
      { numRuns: 300 },
    );
  });

  const opening = (more: Partial<WireSegment> = {}) => {
    const editor = smallEditor({
      sizeHw: [2, 4],
      overlapMode: "layered",
      segments: [
        wireSegment("a", ["##..", "##.."]),
        wireSegment("b", [".##.", "...."], more),
        wireSegment("c", ["##..", "##.."], { z: 5 }),
      ],
    });
    const codes: string[] = [];
    editor.onNotice(({ code }) => codes.push(code));
    return { editor, codes };
  };

  it("refuse with a reason rather than delete or do nothing silently", () => {
    const { editor, codes } = opening({ class_id: 2 });
    editor.combine("union");
    editor.select("a");
    editor.combine("merge");
    editor.selectMany(["a", "b"]);
    editor.combine("union");
    editor.selectMany(["a", "c"]);
    editor.combine("subtract");
    editor.combine("intersect");
    editor.setLocked(["c"], true);
    editor.combine("merge");
    expect(codes).toEqual([
      "choose_two",
      "choose_two",
      "other_classes",
      "nothing_left",
      "nothing_changes",
      "locked",
    ]);
    expect(editor.store.getState()).toMatchObject({ canUndo: false });
  });

  it("merge takes the first selected segment's class", () => {
    const { editor } = opening({ class_id: 2 });
    editor.selectMany(["b", "a"]);
    editor.combine("merge");
    const { segments, selectedUid } = editor.store.getState();
    expect([...segments.keys()]).toEqual(["b", "c"]);
    expect(segments.get("b")).toMatchObject({ classId: 2, areaPx: 5 });
    expect(selectedUid).toBe("b");
  });
});

describe("splitting", () => {
  const place = fc.integer({ min: -4, max: 36 }).map((n) => n / 4);
  const line = fc.array(fc.tuple(place, place), { minLength: 2, maxLength: 4 });

  it("by a line or into parts gives every pixel to exactly one part and nothing to others", () => {
    fc.assert(
      fc.property(pictures, choices, fc.option(line), (picture, chosen, drawn) => {
        const editor = opened(picture);
        editor.selectMany(chosen);
        const chosenUids = new Set(selectedUids(editor.store.getState()));
        const before = bitsOf(editor);
        checked(editor, () => {
          if (drawn === null) editor.splitIntoParts();
          else {
            editor.setTool("split");
            for (const [x, y] of drawn) drag(editor, [[x, y]]);
            editor.key("enter");
          }
        });
        const after = bitsOf(editor);
        const sumOf = (maps: number[][]) =>
          maps.reduce(
            (sums, bits) => sums.map((sum, i) => sum + bits[i]!),
            new Array<number>(48).fill(0),
          );
        const cut = [...before].filter(([uid, bits]) => String(after.get(uid)) !== String(bits));
        const others = cut.filter(([uid]) => !chosenUids.has(uid));
        // A line that misses what is chosen cuts the one under it.
        if (drawn === null && chosenUids.size > 0) expect(others).toEqual([]);
        else if (others.length > 0) expect(cut).toHaveLength(1);
        expect(sumOf([...after.values()])).toEqual(sumOf([...before.values()]));
        expect([...before.keys()].every((uid) => after.has(uid))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  const block = ["..............", "..##########..", "..##########..", ".............."];
  const opening = () => {
    const editor = smallEditor({
      sizeHw: [4, 14],
      segments: [wireSegment("a", block, { class_id: 2, z: 3, occluded: true })],
    });
    const codes: string[] = [];
    editor.onNotice(({ code, count }) =>
      codes.push(count === undefined ? code : `${code} ${count}`),
    );
    editor.setTool("split");
    return { editor, codes };
  };

  it("a drag cuts the segment under it; the larger part stays, the other is of its kind", () => {
    const { editor, codes } = opening();
    send(editor, "down", [[5, 0]]);
    send(editor, "move", [[5, 2]]);
    expect(editor.scene.marks().cut).toHaveLength(2);
    expect(editor.store.getState().isBusy).toBe(true);
    send(editor, "up", [[5, 4]]);
    send(editor, "down", [[5, 0.2]]);
    send(editor, "move", [
      [5, 2],
      [5, 3.9],
    ]);
    send(editor, "up", [[5, 3.9]]);
    expect(codes).toEqual(["not_cut", "split 2"]);
    expect(maskOf(editor, "a")[1]).toBe(".....#######..");
    expect(maskOf(editor, "new-1")[1]).toBe("..###.........");
    expect(editor.store.getState().segments.get("new-1")).toMatchObject({
      classId: 2,
      z: 3,
      occluded: true,
    });
    expect(editor.store.getState().isBusy).toBe(false);
  });

  it("clicks set corners, Backspace and undo take one back, Escape gives up", () => {
    const { editor, codes } = opening();
    drag(editor, [[4, 0.2]]);
    drag(editor, [[4, 2]]);
    drag(editor, [[9, 2]]);
    expect(editor.scene.marks().cut!.slice(0, 3)).toHaveLength(3);
    editor.key("backspace");
    editor.undo();
    editor.key("enter");
    expect(codes).toEqual([]);
    drag(editor, [[4, 3.8]]);
    send(editor, "double", [[4, 3.8]]);
    expect(codes).toEqual(["split 2"]);
    drag(editor, [[9, 0.2]]);
    editor.key("escape");
    expect(editor.scene.marks().cut).toBeNull();
    expect(editor.store.getState().segments.size).toBe(2);
  });

  it("clicked corners that cut nothing stay and are gone on with", () => {
    const { editor, codes } = opening();
    drag(editor, [[5, 0.2]]);
    drag(editor, [[5, 2]]);
    editor.key("enter");
    expect(codes).toEqual(["not_cut"]);
    expect(editor.store.getState().isBusy).toBe(true);
    drag(editor, [[5, 3.9]]);
    editor.key("enter");
    expect(codes).toEqual(["not_cut", "split 2"]);
    expect(editor.store.getState().isBusy).toBe(false);
    expect(editor.scene.marks().cut).toBeNull();
  });

  it("cuts what lies under the line where that misses the selected segment", () => {
    const rows = ["##..####", "##..####"];
    const editor = smallEditor({
      sizeHw: [2, 8],
      segments: [
        wireSegment(
          "near",
          rows.map((row) => row.slice(0, 4) + "...."),
        ),
        wireSegment(
          "far",
          rows.map((row) => "...." + row.slice(4)),
        ),
      ],
    });
    editor.setTool("split");
    editor.select("near");
    drag(editor, [
      [6, -1],
      [6, 1],
      [6, 3],
    ]);
    expect([...editor.store.getState().segments.keys()]).toHaveLength(3);
    expect(maskOf(editor, "near")[0]).toBe("##......");
    // One that the line meets is the one that is meant, even if the line is too short for it.
    editor.select("far");
    const count = editor.store.getState().segments.size;
    drag(editor, [
      [0.2, 1],
      [1, 1],
      [4.9, 1],
    ]);
    expect(editor.store.getState().segments.size).toBe(count);
  });

  it("says so where there is nothing to cut or to split", () => {
    const { editor, codes } = opening();
    drag(editor, [
      [0, 0.2],
      [1, 0.4],
      [13, 0.3],
    ]);
    editor.splitIntoParts();
    editor.select("a");
    editor.splitIntoParts();
    editor.setLocked(["a"], true);
    editor.splitIntoParts();
    expect(codes).toEqual(["no_split_target", "no_split_target", "one_part", "locked"]);
  });

  it("into parts joins corners or not, as the option says", () => {
    const rows = ["##..", "..##", "...."];
    for (const [connectivity, count] of [
      [8, 1],
      [4, 2],
    ] as const) {
      const editor = smallEditor({ sizeHw: [3, 4], segments: [wireSegment("a", rows)] });
      editor.select("a");
      editor.setConnectivity(connectivity);
      editor.splitIntoParts();
      expect(editor.store.getState().segments.size).toBe(count);
    }
  });
});

describe("refining", () => {
  it("grows into others only as the paint mode and locks allow; accepting gives what was shown", () => {
    const paint = fc.constantFrom<PaintMode>("above", "below", "unlabelled");
    fc.assert(
      fc.property(pictures, choices, paint, fc.boolean(), (picture, chosen, mode, locks) => {
        const editor = opened(picture);
        editor.setPaintMode(mode);
        editor.selectMany(chosen);
        const selected = selectedUids(editor.store.getState());
        const free = [...editor.store.getState().segments.keys()].find(
          (uid) => !selected.includes(uid),
        );
        if (locks && free !== undefined) editor.setLocked([free], true);
        const before = bitsOf(editor);
        const owners = ownersOf(editor);
        const wanted = selected.map((uid) => ({
          uid,
          runs: grown(editor.store.getState().segments.get(uid)!.runs, 1),
        }));
        const summary = editor.proposeRefined(wanted, "grow");
        const { proposal } = editor.store.getState();
        expect(bitsOf(editor)).toEqual(before);
        const shown = new Map(
          proposal === null
            ? []
            : [{ target: proposal.target!, runs: proposal.runs }, ...(proposal.also ?? [])].map(
                ({ target, runs }) => [target, [...bitmapFromRuns(runs)]] as const,
              ),
        );
        checked(editor, () => editor.acceptProposal());
        const after = bitsOf(editor);
        let gained = 0;
        for (const [uid, bits] of before) {
          const now = after.get(uid) ?? new Array<number>(48).fill(0);
          if (shown.has(uid)) expect(now).toEqual(shown.get(uid));
          if (selected.includes(uid)) gained += now.filter((bit, i) => bit > bits[i]!).length;
          const isSpared =
            picture.mode === "layered" || mode !== "above" || (locks && uid === free);
          if (isSpared || selected.includes(uid)) {
            expect(bits.every((bit, i) => bit <= now[i]!)).toBe(true);
          }
        }
        expect(gained).toBe(summary.gained);
        // Nobody's pixel is lost: it stays, or somebody selected got it.
        expect(ownersOf(editor).every((owner, i) => owner !== "" || owners[i] === "")).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it("leaves alone what would vanish, and says how many", () => {
    const editor = smallEditor({
      sizeHw: [3, 4],
      segments: [wireSegment("a", ["##..", "##..", "...."])],
    });
    const empty = runsOfRows(["....", "....", "...."]);
    expect(editor.proposeRefined([{ uid: "a", runs: empty }], "shrink")).toEqual({
      gained: 0,
      lost: 0,
      numVanishing: 1,
    });
    expect(editor.store.getState().proposal).toBeNull();
  });
});

describe("duplicating", () => {
  it("copies in place, right above, and selects the copy; exclusive images refuse", () => {
    for (const mode of ["layered", "exclusive"] as const) {
      const editor = smallEditor({
        sizeHw: [2, 4],
        overlapMode: mode,
        segments: [
          wireSegment("a", ["##..", "##.."], { z: 0, class_id: 2 }),
          wireSegment("b", ["...#", "...#"], { z: 1024 }),
        ],
      });
      const codes: string[] = [];
      editor.onNotice(({ code }) => codes.push(code));
      editor.select("a");
      checked(editor, () => editor.duplicate());
      const { segments } = editor.store.getState();
      if (mode === "exclusive") {
        expect(codes).toEqual(["exclusive_duplicate"]);
        expect(segments.size).toBe(2);
      } else {
        expect(codes).toEqual(["duplicated"]);
        expect(segments.get("new-1")).toMatchObject({ classId: 2, z: 512, areaPx: 4 });
      }
    }
  });
});
