/**
 * Draws a scene on three stacked canvases: the picture, the segments (sampled from the id-map at screen
 * resolution, only where something changed) and the marks. Draws once a frame, and only what is dirty.
 */

import { emptyBox, isEmptyBox, joinBoxes } from "../../geometry/points";
import type { BoxXyxy } from "../../geometry/points";
import type { View } from "../../geometry/view";
import { rowSpans } from "../../masks/runs";
import type { Dirty } from "../core";
import { rowSpansOf } from "../layer";
import type { Scene } from "../scene";
import type { EditorSegment, EditorState, EditorSuggestion, Uid } from "../types";
import { BLACK, Colors, WHITE, packColor, parseColor } from "./colors";
import { deviceBox, deviceView } from "./device";
import { drawMarks } from "./marks";
import { drawOutline } from "./outline";
import type { OutlineStyle, RowSource } from "./outline";
import type { Picture } from "./picture";
import { drawSegments, drawSuggestions } from "./sample";
import type { Pixels } from "./sample";

export interface Canvases {
  readonly picture: CanvasRenderingContext2D;
  readonly overlay: CanvasRenderingContext2D;
  readonly marks: CanvasRenderingContext2D;
}

/** Between hatch lines suggestions are this faint; their lines and borders are strong. */
const SUGGESTION_OPACITY = 0.2;
const SUGGESTION_LINE_STRENGTH = 4;
const PREVIEW_OPACITY = 0.55;

export class Screen2D {
  private readonly segmentColors = new Colors<EditorSegment>();
  private readonly suggestionColors = new Colors<EditorSuggestion>(SUGGESTION_LINE_STRENGTH);
  private image: ImageData | null = null;
  private picture: Picture | null = null;
  private pixelRatio = 1;
  /** Pixels that changed since the last frame, in image coordinates. */
  private dirtyBox: BoxXyxy = emptyBox;
  private isAllDirty = true;
  private isPictureDirty = true;
  private drawn: EditorState | null = null;
  private frame: number | null = null;

  constructor(
    private readonly canvases: Canvases,
    private readonly scene: Scene,
    private readonly requestFrame = (callback: () => void): number =>
      requestAnimationFrame(callback),
  ) {}

  /** Takes over the canvases' size in device pixels. */
  resize(pixelRatio: number): void {
    const { width, height } = this.canvases.overlay.canvas;
    this.pixelRatio = pixelRatio;
    this.image = width > 0 && height > 0 ? new ImageData(width, height) : null;
    this.isAllDirty = true;
    this.isPictureDirty = true;
    this.schedule();
  }

  setPicture(picture: Picture | null): void {
    this.picture = picture;
    this.isPictureDirty = true;
    this.schedule();
  }

  dirty(dirty: Dirty | "state"): void {
    if (typeof dirty !== "string") this.dirtyBox = joinBoxes(this.dirtyBox, dirty);
    this.schedule();
  }

  /** Nothing is drawn any more. */
  stop(): void {
    this.image = null;
  }

  /** Draws what is dirty, now. */
  draw(): void {
    this.frame = null;
    const { image } = this;
    if (image === null) return;
    const state = this.scene.state();
    this.compareStates(state);
    const view = deviceView(state.view, this.pixelRatio);
    if (this.isPictureDirty) this.drawPicture(view);
    this.drawOverlay(image, state, view);
    this.drawMarks(view);
    this.drawn = state;
  }

  private schedule(): void {
    this.frame ??= this.requestFrame(() => this.draw());
  }

  /** What looks different since the last frame, besides pixels. */
  private compareStates(state: EditorState): void {
    const { drawn } = this;
    if (drawn === null || drawn === state) return;
    if (drawn.view !== state.view) this.isPictureDirty = true;
    const keys = [
      "view",
      "classes",
      "opacity",
      "colorBy",
      "suggestions",
      "suggestionsVisible",
      "hiddenUids",
      "hiddenClassIds",
      "preview",
    ] as const;
    if (keys.some((key) => drawn[key] !== state[key])) this.isAllDirty = true;
    for (const key of ["selectedUid", "hoverUid"] as const) {
      if (drawn[key] === state[key]) continue;
      this.dirtyBox = joinBoxes(this.dirtyBox, this.boxOf(drawn[key]));
      this.dirtyBox = joinBoxes(this.dirtyBox, this.boxOf(state[key]));
    }
  }

  private boxOf(uid: Uid | null): BoxXyxy {
    if (uid === null) return emptyBox;
    return (this.scene.segments.get(uid) ?? this.scene.suggestions.get(uid))?.box ?? emptyBox;
  }

  private drawPicture(view: View): void {
    const { picture: context } = this.canvases;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, context.canvas.width, context.canvas.height);
    this.picture?.draw(context, view);
    this.isPictureDirty = false;
  }

  private drawOverlay(image: ImageData, state: EditorState, view: View): void {
    const canvasWh = [image.width, image.height] as const;
    const box: BoxXyxy = this.isAllDirty
      ? [0, 0, ...canvasWh]
      : deviceBox(this.dirtyBox, view, this.outlinePx + 1, canvasWh);
    const isNothing = !this.isAllDirty && isEmptyBox(this.dirtyBox);
    this.isAllDirty = false;
    this.dirtyBox = emptyBox;
    if (isNothing || isEmptyBox(box)) return;
    const pixels = { data: new Uint32Array(image.data.buffer), width: image.width };
    this.segmentColors.refresh(this.scene.segments, state);
    drawSegments(pixels, this.scene.segments.idMap, view, box, this.segmentColors);
    if (state.suggestionsVisible && this.scene.suggestions.size > 0) {
      this.suggestionColors.refresh(this.scene.suggestions, {
        ...state,
        opacity: SUGGESTION_OPACITY,
      });
      drawSuggestions(pixels, this.scene.suggestions.idMap, view, box, this.suggestionColors);
    }
    this.drawOutlines(pixels, state, view, box);
    this.canvases.overlay.putImageData(
      image,
      0,
      0,
      box[0],
      box[1],
      box[2] - box[0],
      box[3] - box[1],
    );
  }

  private get outlinePx(): number {
    return Math.max(Math.round(1.5 * this.pixelRatio), 1);
  }

  private drawOutlines(pixels: Pixels, state: EditorState, view: View, box: BoxXyxy): void {
    const plain = { inner: WHITE, innerPx: 1, outer: BLACK, fill: 0 };
    const { selectedUid, hoverUid, preview } = state;
    if (preview !== null) {
      const color = state.classes.find(({ classId }) => classId === state.activeClassId)?.color;
      const fill = packColor(...parseColor(color ?? ""), PREVIEW_OPACITY);
      const rows: RowSource = (row, left, right, out) => rowSpans(preview, row, left, right, out);
      this.outline(pixels, rows, view, box, { ...plain, innerPx: this.outlinePx, fill });
    }
    if (hoverUid !== null && hoverUid !== selectedUid) {
      this.outlineRegion(pixels, hoverUid, view, box, { ...plain, outer: 0 });
    }
    if (selectedUid !== null) {
      this.outlineRegion(pixels, selectedUid, view, box, { ...plain, innerPx: this.outlinePx });
    }
  }

  private outlineRegion(
    pixels: Pixels,
    uid: Uid,
    view: View,
    box: BoxXyxy,
    style: OutlineStyle,
  ): void {
    const item = this.scene.segments.get(uid) ?? this.scene.suggestions.get(uid);
    if (item === undefined || item.isHidden) return;
    const reach = style.innerPx + 1;
    const own = deviceBox(item.box, view, reach, [box[2], box[3]]);
    const clipped: BoxXyxy = [Math.max(own[0], box[0]), Math.max(own[1], box[1]), own[2], own[3]];
    if (isEmptyBox(clipped)) return;
    const rows: RowSource = (row, left, right, out) => rowSpansOf(item, row, left, right, out);
    this.outline(pixels, rows, view, clipped, style);
  }

  private outline(
    pixels: Pixels,
    rows: RowSource,
    view: View,
    box: BoxXyxy,
    style: OutlineStyle,
  ): void {
    drawOutline(pixels, rows, this.scene.segments.sizeHw, view, box, style);
  }

  private drawMarks(view: View): void {
    const { marks: context } = this.canvases;
    context.clearRect(0, 0, context.canvas.width, context.canvas.height);
    drawMarks(context, this.scene.marks(), view, this.pixelRatio);
  }
}
