/** Regions that keep to a picture's edges, in three nested sizes, and their masks. */

import type { BoxXyxy, SizeHw } from "../geometry/points";
import { RunsBuilder, upperBound } from "./runs";
import type { Runs } from "./types";

export type SuperpixelSize = "fine" | "medium" | "coarse";

/** As the server's file holds them, expanded for looking up; transferable between workers. */
export interface SuperpixelTable {
  readonly sizeHw: SizeHw;
  /** Of each row the index of its first run, and one past the last run; H + 1 in all. */
  readonly rowStarts: Int32Array;
  /** Of each run the index of its first pixel, row-major. */
  readonly starts: Int32Array;
  /** Of each run its fine region. */
  readonly regions: Int32Array;
  /** Of each fine region the medium and the coarse one that it is part of. */
  readonly mediumOf: Int32Array;
  readonly coarseOf: Int32Array;
  /** By size, of each region its box: left, top, right, bottom; four numbers a region. */
  readonly boxes: Readonly<Record<SuperpixelSize, Int32Array>>;
}

export class Superpixels {
  constructor(private readonly table: SuperpixelTable) {}

  /** The region of a pixel, or -1 outside the image. */
  regionAt(row: number, column: number, size: SuperpixelSize): number {
    const [h, w] = this.table.sizeHw;
    if (row < 0 || column < 0 || row >= h || column >= w) return -1;
    const { starts, regions } = this.table;
    return this.sized(regions[upperBound(starts, row * w + column) - 1]!, size);
  }

  /** A region's pixels. The cost follows the region's box. */
  runsOf(region: number, size: SuperpixelSize): Runs {
    const { sizeHw, starts, regions, boxes } = this.table;
    const w = sizeHw[1];
    const [left, top, right, bottom] = boxes[size].subarray(4 * region, 4 * region + 4);
    const builder = new RunsBuilder(sizeHw);
    for (let row = top!; row < bottom!; row += 1) {
      const end = row * w + right!;
      const first = upperBound(starts, row * w + left!) - 1;
      for (let i = first; i < starts.length && starts[i]! < end; i += 1) {
        if (this.sized(regions[i]!, size) === region) {
          builder.push(starts[i]!, starts[i + 1] ?? sizeHw[0] * w);
        }
      }
    }
    return builder.finish();
  }

  boxOf(region: number, size: SuperpixelSize): BoxXyxy {
    const [left, top, right, bottom] = this.table.boxes[size].subarray(4 * region, 4 * region + 4);
    return [left!, top!, right!, bottom!];
  }

  private sized(fine: number, size: SuperpixelSize): number {
    switch (size) {
      case "fine":
        return fine;
      case "medium":
        return this.table.mediumOf[fine]!;
      case "coarse":
        return this.table.coarseOf[fine]!;
    }
  }
}
