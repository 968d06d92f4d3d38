/** Colours as the 32 bits of ImageData, and a table of them by slot. */

import type { Item, Layer, Region } from "../layer";
import { safeColor } from "../seeing/palette";
import type { EditorClass, EditorState } from "../types";

/** Alpha, blue, green, red from high to low byte: ImageData on little-endian machines. */
export function packColor(r: number, g: number, b: number, alpha: number): number {
  return ((Math.round(alpha * 255) << 24) | (b << 16) | (g << 8) | r) >>> 0;
}

export const TRANSPARENT = 0;
export const WHITE = packColor(255, 255, 255, 1);
export const BLACK = packColor(0, 0, 0, 0.8);

export type Rgb = readonly [number, number, number];

const UNKNOWN: Rgb = [128, 128, 128];

export function parseColor(color: string): Rgb {
  const value = /^#[0-9a-f]{6}$/i.test(color) ? parseInt(color.slice(1), 16) : NaN;
  return Number.isNaN(value) ? UNKNOWN : [value >> 16, (value >> 8) & 255, value & 255];
}

/** The golden angle: however many hues follow each other, the next falls into the widest gap. */
const GOLDEN_DEG = 137.508;
/** Neither lost on dark pictures nor on bright ones; in turn, so that near hues differ in lightness. */
const LIGHTNESSES = [0.55, 0.68, 0.45];

/** The colour of the segment in a slot: those that came one after the other are far apart. */
export function segmentColor(slot: number, hasSafeColors: boolean): Rgb {
  if (hasSafeColors) return parseColor(safeColor(slot - 1));
  const hue = (slot * GOLDEN_DEG) % 360;
  const lightness = LIGHTNESSES[slot % LIGHTNESSES.length]!;
  const strength = 0.9 * Math.min(lightness, 1 - lightness);
  const channel = (offset: number): number => {
    const k = (offset + hue / 30) % 12;
    return Math.round(255 * (lightness - strength * Math.max(-1, Math.min(k - 3, 9 - k, 1))));
  };
  return [channel(0), channel(8), channel(4)];
}

/** What decides the colours; a change of anything here makes the table anew. */
type Look = Pick<
  EditorState,
  | "classes"
  | "opacity"
  | "colorBy"
  | "selectedUid"
  | "alsoSelected"
  | "hoverUid"
  | "seeing"
  | "preview"
>;

/** The selected segment's fill is stronger by this much, the hovered one's by half of it. */
const STRONGER = 0.25;
/** Beside an earlier state's differences, what stayed the same is this faint. */
const FAINT = 0.25;
/** Borders are stronger than fills, so that neighbours of one class stay apart. */
const BORDER_STRENGTH = 1.8;

/** Fill and border colour of every slot of a layer. */
export class Colors<T extends Region & { readonly classId: number }> {
  fill = new Uint32Array(64);
  border = new Uint32Array(64);
  private drawn: (T | undefined)[] = [];
  private hidden: (boolean | undefined)[] = [];
  private look: Look | null = null;
  private byClass = new Map<number, Rgb>();

  /** @param borderStrength the borders' alpha as a multiple of the fills'. */
  constructor(private readonly borderStrength = BORDER_STRENGTH) {}

  /** Brings the table to the layer's present; costs a comparison for each slot that did not change. */
  refresh(layer: Layer<T>, look: Look): void {
    if (this.look === null || isOther(this.look, look)) {
      this.byClass = colorsByClass(look.classes);
      this.drawn = [];
      this.look = look;
    }
    if (layer.numSlots > this.fill.length) {
      this.fill = new Uint32Array(layer.numSlots * 2);
      this.border = new Uint32Array(layer.numSlots * 2);
      this.drawn = [];
    }
    for (let slot = 1; slot < layer.numSlots; slot += 1) {
      const item = layer.at(slot);
      if (item === undefined) this.drawn[slot] = undefined;
      else if (this.drawn[slot] !== item.region || this.hidden[slot] !== item.isHidden) {
        this.write(item, look);
      }
    }
  }

  /** A slot's colour without alpha. */
  private rgb({ slot, region }: Item<T>, look: Look): Rgb {
    return look.colorBy === "segment"
      ? segmentColor(slot, look.seeing.hasSafeColors)
      : (this.byClass.get(region.classId) ?? UNKNOWN);
  }

  private write(item: Item<T>, look: Look): void {
    const { slot, region, isHidden } = item;
    this.drawn[slot] = region;
    this.hidden[slot] = isHidden;
    const [r, g, b] = this.rgb(item, look);
    const { uid } = region;
    const isShown = !isHidden && look.opacity > 0;
    const isSelected = uid === look.selectedUid || look.alsoSelected.has(uid);
    const extra = isSelected ? STRONGER : uid === look.hoverUid ? STRONGER / 2 : 0;
    const isSame = look.preview !== null && !look.preview.different.has(uid);
    const alpha = Math.min(look.opacity + extra, 1) * (isSame ? FAINT : 1);
    const { maskStyle } = look.seeing;
    const strength = maskStyle === "fill" ? 1 : this.borderStrength;
    this.fill[slot] = isShown && maskStyle !== "outline" ? packColor(r, g, b, alpha) : TRANSPARENT;
    this.border[slot] = isShown ? packColor(r, g, b, Math.min(alpha * strength, 1)) : TRANSPARENT;
  }
}

function isOther(a: Look, b: Look): boolean {
  return (
    a.classes !== b.classes ||
    a.opacity !== b.opacity ||
    a.colorBy !== b.colorBy ||
    a.seeing !== b.seeing ||
    a.selectedUid !== b.selectedUid ||
    a.alsoSelected !== b.alsoSelected ||
    a.hoverUid !== b.hoverUid ||
    a.preview !== b.preview
  );
}

function colorsByClass(classes: readonly EditorClass[]): Map<number, Rgb> {
  return new Map(classes.map(({ classId, color }) => [classId, parseColor(color)]));
}
