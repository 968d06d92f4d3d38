/** A 16-bit picture: its values go through a table at screen resolution, whatever the picture's size. */

import type { View } from "../../geometry/view";
import type { DeepLevel, DeepValues } from "../../pixels/deep";
import { packColor } from "./colors";
import { imageIndex } from "./device";

export class DeepPicture {
  private image: ImageData | null = null;
  private readonly colors: Uint32Array;

  /** @param table what each of the 65,536 values is shown as, in [0, 255]. */
  constructor(
    private readonly deep: DeepValues,
    table: Uint8Array,
  ) {
    this.colors = Uint32Array.from(table, (grey) => packColor(grey, grey, grey, 1));
  }

  /** @param view in device pixels. */
  draw(context: CanvasRenderingContext2D, view: View): void {
    const { width, height } = context.canvas;
    if (width === 0 || height === 0) return;
    if (this.image?.width !== width || this.image.height !== height) {
      this.image = new ImageData(width, height);
    }
    const { levels } = this.deep;
    const level = levels.findLast(({ scale }) => scale >= view.scale) ?? levels[0]!;
    this.sample(level, view, new Uint32Array(this.image.data.buffer), width, height);
    context.putImageData(this.image, 0, 0);
  }

  private sample(level: DeepLevel, view: View, data: Uint32Array, width: number, height: number) {
    const [levelH, levelW] = level.sizeHw;
    const [h, w] = this.deep.sizeHw;
    const columns = new Int32Array(width);
    let [first, end] = [width, 0];
    for (let x = 0; x < width; x += 1) {
      const column = imageIndex(x, view.scale, view.x);
      columns[x] = Math.min(Math.floor(column * level.scale), levelW - 1);
      if (column < 0 || column >= w) continue;
      first = Math.min(first, x);
      end = x + 1;
    }
    let drawn = -1;
    for (let y = 0; y < height; y += 1) {
      const start = y * width;
      const row = imageIndex(y, view.scale, view.y);
      if (row < 0 || row >= h) {
        data.fill(0, start, start + width);
        drawn = -1;
        continue;
      }
      const levelRow = Math.min(Math.floor(row * level.scale), levelH - 1);
      // Enlarged, many device rows show the same values.
      if (levelRow === drawn) data.copyWithin(start, start - width, start);
      else this.sampleRow(level.values, levelRow * levelW, columns, data, start, first, end);
      drawn = levelRow;
    }
  }

  private sampleRow(
    values: Uint16Array,
    base: number,
    columns: Int32Array,
    data: Uint32Array,
    start: number,
    first: number,
    end: number,
  ): void {
    const { colors } = this;
    data.fill(0, start, start + first);
    for (let x = first; x < end; x += 1) data[start + x] = colors[values[base + columns[x]!]!]!;
    data.fill(0, start + Math.max(end, first), start + columns.length);
  }
}
