/** How the picture is shown and what is known of its values: apart from React, sliders move often. */

import type { DecodedPicture } from "../pictures";
import { createStore, type StoreApi } from "zustand/vanilla";
import type { SizeHw } from "../../../geometry/points";
import { DEEPEST_VALUE, type DeepValues } from "../../../pixels/deep";
import { autoWindow, type Counts, percentile, rangeOf } from "../../../pixels/histogram";
import { PLAIN_TONE, type Tone, toneTable } from "../../../pixels/tone";
import { changePreferences, loadPreferences } from "../preferences";
import { channelCounts, type ChannelCounts } from "./sampling";

export interface PictureState {
  readonly tone: Tone;
  /** The tone is the project's: its other images open with it. */
  readonly isKept: boolean;
  /** The decoded 8-bit picture, once it is here. */
  readonly source: DecodedPicture | null;
  readonly deepState: "none" | "loading" | "ready" | "failed";
  readonly deep: DeepValues | null;
  /** Of the 8-bit picture, by channel; null until somebody looks. */
  readonly counts: ChannelCounts | null;
}

export type PictureStore = StoreApi<PictureState>;

export function createPicture(projectId: number, hasDeepValues: boolean): PictureStore {
  const kept = loadPreferences().tones[String(projectId)];
  return createStore<PictureState>(() => ({
    tone: kept ?? PLAIN_TONE,
    isKept: kept !== undefined,
    source: null,
    deepState: hasDeepValues ? "loading" : "none",
    deep: null,
    counts: null,
  }));
}

/** Remembers the tone for the project, or forgets it. */
export function keepTone(picture: PictureStore, projectId: number): () => void {
  const project = String(projectId);
  return picture.subscribe(({ tone, isKept }, before) => {
    if (tone === before.tone && isKept === before.isKept) return;
    if (!isKept && !before.isKept) return;
    const { [project]: _forgotten, ...others } = loadPreferences().tones;
    changePreferences({ tones: isKept ? { ...others, [project]: tone } : others });
  });
}

export function setTone(picture: PictureStore, tone: Partial<Tone>): void {
  picture.setState({ tone: { ...picture.getState().tone, ...tone } });
}

/** Reads the histogram of an 8-bit picture; a picture that is not here yet has none. */
export function countPicture(picture: PictureStore): void {
  const { source, counts } = picture.getState();
  if (source !== null && counts === null) picture.setState({ counts: channelCounts(source) });
}

/** The histogram that the window is chosen in: of the deep values, or of the channel that is shown. */
export function countsOf({ deep, counts, tone }: PictureState): Counts | null {
  return deep?.counts ?? counts?.[tone.channel] ?? null;
}

/** The values that a window may have. */
export function spanOf(state: Pick<PictureState, "deep">): readonly [number, number] {
  return state.deep === null ? [0, 255] : rangeOf(state.deep.counts);
}

/** The window of the picture as it came: renditions of deep pictures cut off a thousandth at each end. */
export function wholeWindow(state: Pick<PictureState, "deep">): readonly [number, number] {
  if (state.deep === null) return [0, 255];
  const { counts } = state.deep;
  const [low, high] = [percentile(counts, 0.1), percentile(counts, 99.9)];
  return low < high ? [low, high] : rangeOf(counts);
}

export function setAutoWindow(picture: PictureStore): void {
  countPicture(picture);
  const counts = countsOf(picture.getState());
  if (counts !== null) setTone(picture, { window: autoWindow(counts) });
}

/** The table for what is drawn: 65,536 entries for deep values, 256 otherwise. */
export function tableOf(state: PictureState): Uint8Array {
  const { deep, tone } = state;
  if (deep !== null) return toneTable(tone, DEEPEST_VALUE, wholeWindow(state));
  // Without its values, a window for 16 bits means nothing.
  const window = state.deepState === "none" ? tone.window : null;
  return toneTable({ ...tone, window }, 255, [0, 255]);
}

/** Windows stored for a picture of other depth do not fit. */
export function fittingTone(tone: Tone, [low, high]: readonly [number, number]): Tone {
  const { window } = tone;
  if (window === null || (window[0] < high && window[1] > low)) return tone;
  return { ...tone, window: null };
}

export interface PictureReader {
  /** The values of one pixel; null where they are not known (yet). */
  read(column: number, row: number): readonly number[] | null;
}

/** @param later called when a value that was not read at once could be read now. */
export function readerOf(picture: PictureStore, sizeHw: SizeHw, later: () => void): PictureReader {
  const block = new BlockReader(sizeHw, later);
  return {
    read(column, row) {
      const { deep, source } = picture.getState();
      if (deep !== null) return [deep.levels[0]!.values[row * sizeHw[1] + column]!];
      return source === null ? null : block.read(source, column, row);
    },
  };
}

/** Pixels read at a time, each way: moves mostly stay inside. */
const BLOCK_PX = 64;
/** Reading a block from a large picture may decode all of it: then it waits until the pointer rests. */
const SLOW_MS = 8;
const REST_MS = 150;

class BlockReader {
  private block: { readonly x: number; readonly y: number; readonly image: ImageData } | null =
    null;
  private readonly context = new OffscreenCanvas(BLOCK_PX, BLOCK_PX).getContext("2d", {
    willReadFrequently: true,
  });
  private isSlow = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly sizeHw: SizeHw,
    private readonly later: () => void,
  ) {}

  read(source: DecodedPicture, column: number, row: number): readonly number[] | null {
    const [x, y] = [column - (column % BLOCK_PX), row - (row % BLOCK_PX)];
    clearTimeout(this.timer);
    if (this.block?.x !== x || this.block.y !== y) {
      if (this.isSlow) {
        this.timer = setTimeout(() => {
          this.fetch(source, x, y);
          this.later();
        }, REST_MS);
        return null;
      }
      this.fetch(source, x, y);
    }
    const { image } = this.block ?? {};
    if (image === undefined) return null;
    const at = 4 * ((row - y) * BLOCK_PX + column - x);
    return [image.data[at]!, image.data[at + 1]!, image.data[at + 2]!];
  }

  private fetch(source: DecodedPicture, x: number, y: number): void {
    const { context, sizeHw } = this;
    if (context === null) return;
    const begin = performance.now();
    context.clearRect(0, 0, BLOCK_PX, BLOCK_PX);
    context.drawImage(source, -x, -y, sizeHw[1], sizeHw[0]);
    this.block = { x, y, image: context.getImageData(0, 0, BLOCK_PX, BLOCK_PX) };
    this.isSlow = performance.now() - begin > SLOW_MS;
  }
}
