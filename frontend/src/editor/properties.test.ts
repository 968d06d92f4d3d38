import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";

import { bitmapFromRuns } from "../masks/runs";
import { EchoServer, ownersOf, smallEditor, wireSegment, wireSuggestion } from "./fixtures";
import { act, actions } from "./random";
import type { Action } from "./random";
import type { Editor } from "./interface";
import type { OverlapMode } from "./types";

const size = [18, 20] as const;

/** Sessions are long; a busy machine may take its time. */
vi.setConfig({ testTimeout: 60_000 });

function rowsOf(box: readonly [number, number, number, number]): string[] {
  return Array.from({ length: size[0] }, (_, r) =>
    Array.from({ length: size[1] }, (__, c) =>
      c >= box[0] && r >= box[1] && c < box[2] && r < box[3] ? "#" : ".",
    ).join(""),
  );
}

function opened(overlapMode: OverlapMode): Editor {
  return smallEditor({
    sizeHw: size,
    overlapMode,
    segments: [
      wireSegment("a", rowsOf([0, 0, 8, 9]), { z: 7 }),
      wireSegment("b", rowsOf([8, 0, 20, 9]), { z: 7, class_id: 2 }),
    ],
    suggestions: [
      wireSuggestion("s", rowsOf([2, 6, 15, 14]), { z: 1 }),
      wireSuggestion("t", rowsOf([4, 12, 15, 16]), { z: 2 }),
    ],
  });
}

/** Everything that an undo must bring back, in comparable form. */
function documentOf(editor: Editor) {
  const { segments, suggestions } = editor.store.getState();
  return {
    segments: [...segments.values()].sort((a, b) => (a.uid < b.uid ? -1 : 1)),
    suggestions: [...suggestions.keys()].sort(),
    owners: ownersOf(editor),
  };
}

const sessions = fc.array(actions, { minLength: 1, maxLength: 8 });
const modes = fc.constantFrom<OverlapMode>("exclusive", "layered");

function checkSessions(check: (editor: Editor, session: Action[], mode: OverlapMode) => void) {
  fc.assert(
    fc.property(modes, sessions, (mode, session) => check(opened(mode), session, mode)),
    { numRuns: 120 },
  );
}

describe("after any session", () => {
  it("the incrementally composed id-map equals one composed anew", () => {
    checkSessions((editor, session) => {
      for (const action of session) act(editor, action);
      const incremental = ownersOf(editor);
      editor.scene.segments.composeAll();
      expect(incremental).toEqual(ownersOf(editor));
    });
  });

  it("undoing everything gives the image as it was, redoing everything the work", () => {
    checkSessions((editor, session) => {
      const before = documentOf(editor);
      for (const action of session) {
        // Hiding is no part of the history, but decides what is seen.
        if (!action.kind.startsWith("hide")) act(editor, action);
      }
      const after = documentOf(editor);
      let steps = 0;
      while (editor.store.getState().canUndo) {
        editor.undo();
        steps += 1;
      }
      expect(documentOf(editor)).toEqual(before);
      while (editor.store.getState().canRedo) {
        editor.redo();
        steps -= 1;
      }
      expect(steps).toBe(0);
      expect(documentOf(editor)).toEqual(after);
    });
  });

  it("the server has what the canvas has, undo and redo included", () => {
    checkSessions((editor, session) => {
      const server = new EchoServer(editor);
      const check = () => {
        const canvas = [...editor.store.getState().segments.values()].map(
          ({ uid, classId, z, runs }) => [uid, { classId, z, runs }] as const,
        );
        expect(server.segments).toEqual(new Map(canvas));
      };
      for (const action of session) {
        act(editor, action);
        check();
      }
      editor.undo();
      editor.undo();
      check();
      editor.redo();
      check();
    });
  });

  it("no segment is empty, and area and box are the mask's", () => {
    checkSessions((editor, session) => {
      for (const action of session) act(editor, action);
      for (const { runs, areaPx } of editor.store.getState().segments.values()) {
        expect(areaPx).toBeGreaterThan(0);
        expect(areaPx).toBe(bitmapFromRuns(runs).reduce((sum, bit) => sum + bit, 0));
      }
    });
  });
});

describe("an exclusive image", () => {
  it("never gives a pixel two owners", () => {
    fc.assert(
      fc.property(sessions, (session) => {
        const editor = opened("exclusive");
        for (const action of session) {
          act(editor, action);
          const count = new Uint8Array(size[0] * size[1]);
          for (const { runs } of editor.store.getState().segments.values()) {
            bitmapFromRuns(runs).forEach((bit, i) => (count[i]! += bit));
          }
          expect(Math.max(...count)).toBeLessThanOrEqual(1);
          expect(ownersOf(editor).map((uid) => (uid === "" ? 0 : 1))).toEqual([...count]);
        }
      }),
      { numRuns: 120 },
    );
  });

  it("never loses a labelled pixel by painting", () => {
    fc.assert(
      fc.property(sessions, (session) => {
        const editor = opened("exclusive");
        for (const action of session) {
          const before = ownersOf(editor);
          act(editor, action);
          if (["erase", "cut region", "delete"].includes(action.kind)) continue;
          const lost = ownersOf(editor).filter((owner, i) => owner === "" && before[i] !== "");
          expect(lost).toEqual([]);
        }
      }),
      { numRuns: 120 },
    );
  });
});
