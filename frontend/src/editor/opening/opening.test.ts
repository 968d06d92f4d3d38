import { describe, expect, it } from "vitest";

import { ownersOf, smallEditor, wireSegment, wireSuggestion } from "../fixtures";
import { MaskSizeMismatch } from "../wire";
import { prepareImage } from ".";
import { buffersOf, pack, unpack } from "./packing";
import { prepare } from "./prepare";

const sizeHw = [3, 5] as const;
const wires = {
  sizeHw,
  segments: [
    wireSegment("a", ["###..", "###..", "....."], { z: 2 }),
    wireSegment("b", [".####", ".####", "....."], { z: 1 }),
  ],
  suggestions: [wireSuggestion("s", [".....", ".....", "#####"])],
};

describe("a prepared image", () => {
  it("opens to the same editor as its wires do", () => {
    const direct = smallEditor({ ...wires, overlapMode: "layered" });
    const packed = structuredClone(pack(prepare(wires)), { transfer: [] });
    const opened = smallEditor({
      ...wires,
      overlapMode: "layered",
      prepared: unpack(packed, sizeHw),
    });
    expect(ownersOf(opened)).toEqual(ownersOf(direct));
    expect(opened.store.getState().segments).toEqual(direct.store.getState().segments);
    expect(opened.store.getState().suggestions).toEqual(direct.store.getState().suggestions);
  });

  it("moves its buffers instead of copying them", () => {
    const packed = pack(prepare(wires));
    structuredClone(packed, { transfer: buffersOf(packed) });
    expect(packed.segments.bounds.byteLength).toBe(0);
    expect(packed.segments.tiles[0]!.slots.byteLength).toBe(0);
  });

  it("is refused with the mask's own error", async () => {
    const bad = { ...wires, sizeHw: [4, 5] as const };
    await expect(prepareImage(bad)).rejects.toThrow(MaskSizeMismatch);
  });
});
