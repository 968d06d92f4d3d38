import { describe, expect, it } from "vitest";

import { smallEditor } from "./fixtures";

describe("the viewport", () => {
  it("keeps a fitted picture fitted when the window changes", () => {
    const editor = smallEditor();
    editor.setViewport([200, 200]);
    const before = editor.store.getState().view;
    editor.setViewport([160, 200]);
    expect(editor.store.getState().view).not.toEqual(before);
    editor.setViewport([200, 200]);
    expect(editor.store.getState().view).toEqual(before);
  });

  it("leaves the picture in its place when a bar above it grows, and shrinks again", () => {
    const editor = smallEditor();
    editor.setViewport([200, 200]);
    const before = editor.store.getState().view;
    editor.setViewport([170, 200], 30);
    expect(editor.store.getState().view).toEqual({ ...before, y: before.y - 30 });
    editor.setViewport([200, 200], -30);
    expect(editor.store.getState().view).toEqual(before);
  });
});
