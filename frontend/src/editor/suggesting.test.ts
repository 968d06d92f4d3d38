import { describe, expect, it } from "vitest";

import { imagePoint } from "../geometry/points";
import { EchoServer, maskOf, smallEditor, wireSegment, wireSuggestion } from "./fixtures";
import type { SuggestionDecision } from "./types";

const size = [4, 6] as const;
const left = ["###...", "###...", "###...", "###..."];
const middle = ["......", ".####.", ".####.", "......"];

describe("suggestions", () => {
  const suggestions = [wireSuggestion("s", middle), wireSuggestion("t", left, { z: 5 })];

  it("are accepted under their own uid", () => {
    const editor = smallEditor({ sizeHw: size, overlapMode: "layered", suggestions });
    const server = new EchoServer(editor);
    editor.acceptSuggestion("s");
    const { segments, suggestions: pending } = editor.store.getState();
    expect(segments.get("s")).toMatchObject({ origin: "model", score: 0.75, areaPx: 8 });
    expect([...pending.keys()]).toEqual(["t"]);
    editor.undo();
    expect(editor.store.getState().suggestions.has("s")).toBe(true);
    expect(server.received[1]).toEqual([{ op: "delete", tool: "undo", uid: "s" }]);
  });

  it("never take pixels that a person labelled in an exclusive image", () => {
    const editor = smallEditor({ sizeHw: size, segments: [wireSegment("a", left)], suggestions });
    const codes: string[] = [];
    editor.onNotice(({ code, uid }) => codes.push(`${code} ${String(uid)}`));
    editor.acceptAll();
    expect(maskOf(editor, "a")).toEqual(left);
    expect(maskOf(editor, "s")[1]).toBe("...##.");
    expect(codes).toEqual(["suggestion_covered t"]);
    expect([...editor.store.getState().suggestions.keys()]).toEqual(["t"]);
  });

  it("are rejected, undone and restored, and the page hears of it", () => {
    const editor = smallEditor({ sizeHw: size, suggestions });
    const decisions: SuggestionDecision[] = [];
    editor.onDecision((decision) => decisions.push(decision));
    editor.rejectAll();
    editor.undo();
    editor.rejectSuggestion("s");
    editor.restoreSuggestion("s");
    expect(decisions).toEqual([
      { kind: "reject", uids: ["s", "t"] },
      { kind: "restore", uids: ["s", "t"] },
      { kind: "reject", uids: ["s"] },
      { kind: "restore", uids: ["s"] },
    ]);
    expect([...editor.store.getState().suggestions.keys()].sort()).toEqual(["s", "t"]);
  });

  it("that come later leave out what was accepted", () => {
    const editor = smallEditor({ sizeHw: size, suggestions: [suggestions[0]!] });
    editor.acceptSuggestion("s");
    editor.setSuggestions(suggestions);
    expect([...editor.store.getState().suggestions.keys()]).toEqual(["t"]);
    expect(editor.uidAt(imagePoint(0.5, 0.5))).toBe("t");
  });
});
