import { beforeEach, expect, it, vi } from "vitest";

import type { DeepValues } from "../../pixels/deep";
import { halved } from "../../pixels/halving";
import { DeepPicture } from "./deepPicture";

class FakeImageData {
  readonly data: Uint8ClampedArray;
  constructor(
    readonly width: number,
    readonly height: number,
  ) {
    this.data = new Uint8ClampedArray(width * height * 4);
  }
}

beforeEach(() => {
  vi.stubGlobal("ImageData", FakeImageData);
});

/** 2 x 3 values and their halving. */
function deep(): DeepValues {
  const values = Uint16Array.of(100, 200, 300, 400, 500, 600);
  const half = halved(values, [2, 3], [1, 2]);
  return {
    sizeHw: [2, 3],
    levels: [
      { sizeHw: [2, 3], scale: 1, values },
      { sizeHw: [1, 2], scale: 0.5, values: half },
    ],
    counts: new Uint32Array(65_536),
  };
}

/** Shows v as v / 10. */
const table = Uint8Array.from({ length: 65_536 }, (_, value) => value / 10);

function drawn(width: number, height: number, view: { scale: number; x: number; y: number }) {
  const put = vi.fn<(image: FakeImageData) => void>();
  const context = { canvas: { width, height }, putImageData: put };
  new DeepPicture(deep(), table).draw(context as unknown as CanvasRenderingContext2D, view);
  const { data } = put.mock.calls[0]![0];
  return Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (_, x) => {
      const at = 4 * (y * width + x);
      return data[at + 3] === 0 ? "." : String(data[at]);
    }).join(" "),
  );
}

it("shows every value through the table, enlarged without smoothing", () => {
  expect(drawn(8, 6, { scale: 2, x: 1, y: 1 })).toEqual([
    ". . . . . . . .",
    ". 10 10 20 20 30 30 .",
    ". 10 10 20 20 30 30 .",
    ". 40 40 50 50 60 60 .",
    ". 40 40 50 50 60 60 .",
    ". . . . . . . .",
  ]);
});

it("shows the halving where the picture is small", () => {
  expect(drawn(3, 2, { scale: 0.5, x: 0, y: 0 })).toEqual(["30 . .", ". . ."]);
});

it("shows the part that is in view", () => {
  expect(drawn(2, 1, { scale: 1, x: -1, y: -1 })).toEqual(["50 60"]);
});
