/** Random sessions for property tests: strokes, erasing, polygons, commands, undo and redo. */

import fc from "fast-check";

import { drag } from "./fixtures";
import type { Editor } from "./interface";
import type { PaintMode, RegionSettings, Uid } from "./types";

const coordinate = fc.integer({ min: -4, max: 40 }).map((n) => n / 2);
const point = fc.tuple(coordinate, coordinate);
const path = fc.array(point, { minLength: 1, maxLength: 4 });
const which = fc.nat({ max: 9 });

const erases = fc.constantFrom<RegionSettings["erases"]>("selected", "everything");

export type Action =
  | {
      readonly kind: "paint" | "erase";
      readonly path: [number, number][];
      readonly radiusPx: number;
      readonly mode: PaintMode;
      readonly classId: number;
      readonly fresh: boolean;
      readonly erases: RegionSettings["erases"];
    }
  | {
      readonly kind: "add region" | "cut region";
      readonly tool: "rectangle" | "ellipse" | "lasso";
      readonly path: [number, number][];
      readonly mode: PaintMode;
      readonly fresh: boolean;
      readonly erases: RegionSettings["erases"];
    }
  | { readonly kind: "fill"; readonly at: [number, number]; readonly neighbours: 4 | 8 }
  | { readonly kind: "polygon"; readonly ring: [number, number][]; readonly mode: PaintMode }
  | {
      readonly kind: "class" | "delete" | "front" | "backward" | "hide" | "select";
      readonly which: number;
    }
  | { readonly kind: "accept" | "reject" | "hide class"; readonly which: number };

export const actions: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constantFrom("paint" as const, "paint" as const, "erase" as const),
      path,
      radiusPx: fc.constantFrom(0.5, 1, 1.5, 3, 6),
      mode: fc.constantFrom<PaintMode>("above", "above", "below", "unlabelled"),
      classId: fc.constantFrom(1, 2),
      fresh: fc.boolean(),
      erases,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom("add region" as const, "cut region" as const),
      tool: fc.constantFrom("rectangle" as const, "ellipse" as const, "lasso" as const),
      path: fc.array(point, { minLength: 2, maxLength: 5 }),
      mode: fc.constantFrom<PaintMode>("above", "above", "below", "unlabelled"),
      fresh: fc.boolean(),
      erases,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("fill" as const),
      at: point,
      neighbours: fc.constantFrom(4 as const, 8 as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("polygon" as const),
      ring: fc.array(point, { minLength: 3, maxLength: 6 }),
      mode: fc.constantFrom<PaintMode>("above", "unlabelled"),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        "class" as const,
        "delete" as const,
        "front" as const,
        "backward" as const,
        "hide" as const,
        "select" as const,
      ),
      which,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom("accept" as const, "reject" as const, "hide class" as const),
      which,
    }),
  },
);

export function act(editor: Editor, action: Action): void {
  switch (action.kind) {
    case "paint":
    case "erase":
      editor.setTool(action.kind === "paint" ? "brush" : "eraser");
      editor.setBrush({ radiusPx: action.radiusPx });
      editor.setPaintMode(action.mode);
      editor.setRegion({ erases: action.erases });
      editor.setActiveClass(action.classId);
      if (action.fresh) editor.select(null);
      drag(editor, action.path);
      break;
    case "add region":
    case "cut region":
      editor.setTool(action.tool);
      editor.setPaintMode(action.mode);
      editor.setRegion({
        mode: action.kind === "add region" ? "add" : "remove",
        erases: action.erases,
      });
      if (action.fresh) editor.select(null);
      drag(editor, action.path);
      break;
    case "fill":
      editor.setTool("fill");
      editor.setRegion({ mode: "add" });
      editor.setFill({ by: "unlabelled", neighbours: action.neighbours });
      drag(editor, [action.at]);
      if (editor.store.getState().proposal !== null) editor.acceptProposal();
      break;
    case "polygon":
      editor.setTool("polygon");
      editor.setPaintMode(action.mode);
      for (const vertex of action.ring) drag(editor, [vertex]);
      editor.key("enter");
      editor.key("escape");
      break;
    default:
      commandOn(editor, action.kind, action.which);
  }
}

function commandOn(
  editor: Editor,
  kind: Exclude<
    Action["kind"],
    "paint" | "erase" | "add region" | "cut region" | "fill" | "polygon"
  >,
  which: number,
): void {
  const { segments, suggestions, hiddenUids } = editor.store.getState();
  const segment = nth(segments, which);
  const suggestion = nth(suggestions, which);
  if (kind === "hide class") {
    const classId = 1 + (which % 2);
    editor.setClassHidden(classId, !editor.store.getState().hiddenClassIds.has(classId));
  }
  if (kind === "accept" && suggestion !== null) editor.acceptSuggestion(suggestion);
  if (kind === "reject" && suggestion !== null) editor.rejectSuggestion(suggestion);
  if (segment === null) return;
  if (kind === "class") editor.changeClass(segment, 3 - segments.get(segment)!.classId);
  if (kind === "delete") editor.deleteSegment(segment);
  if (kind === "front" || kind === "backward") editor.reorder(segment, kind);
  if (kind === "hide") editor.setHidden([segment], !hiddenUids.has(segment));
  if (kind === "select") editor.select(segment);
}

function nth(map: ReadonlyMap<Uid, unknown>, which: number): Uid | null {
  const uids = [...map.keys()];
  return uids[which % Math.max(uids.length, 1)] ?? null;
}
