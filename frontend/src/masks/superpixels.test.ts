import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { bitmapFromRuns } from "./runs";
import { NotSuperpixels, readSuperpixels } from "./superpixelFile";
import { Superpixels, type SuperpixelSize } from "./superpixels";

interface Golden {
  rows: number[][];
  medium_of: number[];
  coarse_of: number[];
  file: string;
}
const path = new URL("../../../tests/golden/superpixels.json", import.meta.url);
const golden = JSON.parse(readFileSync(path, "utf8")) as Golden;
const file = Uint8Array.from(atob(golden.file), (each) => each.charCodeAt(0)).buffer;
const sizeHw = [4, 6] as const;
const ownerOf: Record<SuperpixelSize, (fine: number) => number> = {
  fine: (fine) => fine,
  medium: (fine) => golden.medium_of[fine]!,
  coarse: (fine) => golden.coarse_of[fine]!,
};

describe.each(["fine", "medium", "coarse"] as const)("%s superpixels", (size) => {
  const expected = golden.rows.flat().map(ownerOf[size]);
  let superpixels: Superpixels;
  beforeAll(async () => {
    superpixels = new Superpixels(await readSuperpixels(file, sizeHw));
  });

  it("know the region of every pixel", () => {
    const found = expected.map((_, i) => superpixels.regionAt(Math.floor(i / 6), i % 6, size));
    expect(found).toEqual(expected);
    expect(superpixels.regionAt(-1, 0, size)).toBe(-1);
    expect(superpixels.regionAt(0, 6, size)).toBe(-1);
  });

  it("know the pixels and the box of every region", () => {
    for (const region of new Set(expected)) {
      const pixels = [...bitmapFromRuns(superpixels.runsOf(region, size))];
      expect(pixels).toEqual(expected.map((each) => (each === region ? 1 : 0)));
      const at = pixels.flatMap((set, i) =>
        set === 1 ? [[i % 6, Math.floor(i / 6)] as const] : [],
      );
      const [xs, ys] = [at.map(([x]) => x), at.map(([, y]) => y)];
      expect(superpixels.boxOf(region, size)).toEqual([
        Math.min(...xs),
        Math.min(...ys),
        Math.max(...xs) + 1,
        Math.max(...ys) + 1,
      ]);
    }
  });
});

describe("a file", () => {
  it("of another image is refused", async () => {
    await expect(readSuperpixels(file, [6, 4])).rejects.toThrow(NotSuperpixels);
  });

  it("that is none is refused", async () => {
    await expect(readSuperpixels(new ArrayBuffer(8), sizeHw)).rejects.toThrow("too short");
    await expect(readSuperpixels(new ArrayBuffer(64), sizeHw)).rejects.toThrow(NotSuperpixels);
  });
});
