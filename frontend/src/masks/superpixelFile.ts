/** Reads the server's file of superpixels (docs/formats.md): row runs, each region once a run. */

import type { SizeHw } from "../geometry/points";
import type { SuperpixelSize, SuperpixelTable } from "./superpixels";

/** "MWSP" as a little-endian number. */
const MAGIC = 0x5053574d;
const VERSION = 1;
const HEAD_BYTES = 32;

/** The file is none of this image, or of another version. */
export class NotSuperpixels extends Error {
  readonly code = "not_superpixels";
}

/** @throws NotSuperpixels */
export async function readSuperpixels(file: ArrayBuffer, sizeHw: SizeHw): Promise<SuperpixelTable> {
  if (file.byteLength < HEAD_BYTES) throw new NotSuperpixels("The file is too short.");
  const head = new DataView(file, 0, HEAD_BYTES);
  const [magic, version, h, w, numFine, numMedium, numCoarse, numRuns] = Array.from(
    { length: 8 },
    (_, i) => head.getUint32(4 * i, true),
  ) as [number, number, number, number, number, number, number, number];
  if (magic !== MAGIC || version !== VERSION || h !== sizeHw[0] || w !== sizeHw[1]) {
    throw new NotSuperpixels(
      `Expected superpixels of ${sizeHw[1]}x${sizeHw[0]} px, version ${VERSION}; ` +
        `got ${w}x${h}, version ${version}.`,
    );
  }
  const body = await inflate(file.slice(HEAD_BYTES));
  const rest = 4 * (numRuns + 2 * numFine);
  const mediumOf = new Int32Array(body.slice(4 * numRuns, 4 * (numRuns + numFine)));
  const coarseOf = new Int32Array(body.slice(4 * (numRuns + numFine), rest));
  const runs = expanded(
    new Int32Array(body, 0, numRuns),
    new Uint16Array(body, rest, numRuns),
    new Uint16Array(body, rest + 2 * numRuns, h),
    sizeHw,
  );
  const fine = boxesOf(runs, numFine, sizeHw);
  const boxes: Record<SuperpixelSize, Int32Array> = {
    fine,
    medium: joined(fine, mediumOf, numMedium),
    coarse: joined(fine, coarseOf, numCoarse),
  };
  return { sizeHw, ...runs, mediumOf, coarseOf, boxes };
}

async function inflate(packed: ArrayBuffer): Promise<ArrayBuffer> {
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream).arrayBuffer();
}

type Expanded = Pick<SuperpixelTable, "rowStarts" | "starts" | "regions">;

/** Regions come as differences to the pixel above, lengths and counts as they are. */
function expanded(
  differences: Int32Array,
  lengths: Uint16Array,
  counts: Uint16Array,
  [h, w]: SizeHw,
): Expanded {
  const rowStarts = new Int32Array(h + 1);
  const starts = new Int32Array(differences.length);
  const regions = new Int32Array(differences.length);
  let at = 0;
  for (let row = 0; row < h; row += 1) {
    const first = at;
    const end = first + counts[row]!;
    rowStarts[row] = first;
    let column = 0;
    /** The run of the row above that covers the column. */
    let above = row === 0 ? 0 : rowStarts[row - 1]!;
    for (; at < end; at += 1) {
      starts[at] = row * w + column;
      if (row === 0) regions[at] = (at === 0 ? 0 : regions[at - 1]!) + differences[at]!;
      else {
        while (above + 1 < first && starts[above + 1]! <= starts[at]! - w) above += 1;
        regions[at] = regions[above]! + differences[at]!;
      }
      column += lengths[at]!;
    }
  }
  rowStarts[h] = at;
  return { rowStarts, starts, regions };
}

function emptyBoxes(count: number): Int32Array {
  const boxes = new Int32Array(4 * count);
  for (let i = 0; i < boxes.length; i += 4) boxes[i] = boxes[i + 1] = 0x7fffffff;
  return boxes;
}

function boxesOf({ rowStarts, starts, regions }: Expanded, count: number, [h, w]: SizeHw) {
  const boxes = emptyBoxes(count);
  for (let row = 0; row < h; row += 1) {
    for (let run = rowStarts[row]!; run < rowStarts[row + 1]!; run += 1) {
      const right = run + 1 < rowStarts[row + 1]! ? starts[run + 1]! - row * w : w;
      extend(boxes, 4 * regions[run]!, starts[run]! - row * w, row, right, row + 1);
    }
  }
  return boxes;
}

function joined(fine: Int32Array, ownerOf: Int32Array, count: number): Int32Array {
  const boxes = emptyBoxes(count);
  ownerOf.forEach((owner, i) => {
    extend(boxes, 4 * owner, fine[4 * i]!, fine[4 * i + 1]!, fine[4 * i + 2]!, fine[4 * i + 3]!);
  });
  return boxes;
}

function extend(
  boxes: Int32Array,
  at: number,
  left: number,
  top: number,
  right: number,
  bottom: number,
): void {
  if (left < boxes[at]!) boxes[at] = left;
  if (top < boxes[at + 1]!) boxes[at + 1] = top;
  if (right > boxes[at + 2]!) boxes[at + 2] = right;
  if (bottom > boxes[at + 3]!) boxes[at + 3] = bottom;
}
