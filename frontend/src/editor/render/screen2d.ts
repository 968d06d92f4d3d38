/**
 * Draws a scene on three stacked canvases: the picture, the segments (sampled from the id-map at screen
 * resolution, only where something changed) and the marks. Draws once a frame, and only what is dirty.
 */

import { emptyBox, isEmptyBox, joinBoxes } from "../../geometry/points";
import type { BoxXyxy } from "../../geometry/points";
import type { View } from "../../geometry/view";
import type { Dirty } from "../core";
import type { Scene } from "../scene";
import type { EditorState, Uid } from "../types";
import { deviceBox, deviceView } from "./device";
import { drawMarks } from "./marks";
import { Overlay } from "./overlay";
import type { Picture } from "./picture";
import { isWholeScroll, scrollPixels } from "./scroll";
import type { Scroll } from "./scroll";

export interface Canvases {
  readonly picture: CanvasRenderingContext2D;
  readonly overlay: CanvasRenderingContext2D;
  readonly marks: CanvasRenderingContext2D;
}

export class Screen2D {
  private readonly overlay: Overlay;
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
  ) {
    this.overlay = new Overlay(scene);
  }

  /** Takes over the canvases' size in device pixels. */
  resize(pixelRatio: number): void {
    const { width, height } = this.canvases.overlay.canvas;
    this.pixelRatio = pixelRatio;
    this.overlay.outlinePx = Math.max(Math.round(1.5 * pixelRatio), 1);
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
    if (drawn.view !== state.view) {
      this.isPictureDirty = true;
      const [before, after] = [drawn.view, state.view].map((v) => deviceView(v, this.pixelRatio));
      if (!isWholeScroll(before!, after!)) this.isAllDirty = true;
    }
    if (state.preview !== null && drawn.activeClassId !== state.activeClassId) {
      this.isAllDirty = true;
    }
    const keys = [
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
    const pixels = { data: new Uint32Array(image.data.buffer), width: image.width };
    const whole: BoxXyxy = [0, 0, image.width, image.height];
    const scroll =
      this.isAllDirty || this.drawn === null ? null : this.scrollSince(this.drawn, view);
    const boxes: BoxXyxy[] = [];
    if (this.isAllDirty) boxes.push(whole);
    else {
      if (scroll !== null) boxes.push(...scrollPixels(pixels, image.height, scroll));
      if (!isEmptyBox(this.dirtyBox)) {
        const canvasWh = [image.width, image.height] as const;
        boxes.push(deviceBox(this.dirtyBox, view, this.overlay.outlinePx + 1, canvasWh));
      }
    }
    this.isAllDirty = false;
    this.dirtyBox = emptyBox;
    for (const box of boxes) this.overlay.draw(pixels, state, view, box);
    const put = scroll === null ? boxes.reduce(joinBoxes, emptyBox) : whole;
    if (isEmptyBox(put)) return;
    const [x0, y0, x1, y1] = put;
    this.canvases.overlay.putImageData(image, 0, 0, x0, y0, x1 - x0, y1 - y0);
  }

  /** By how many whole device pixels the image was moved since the last frame; null if not at all. */
  private scrollSince(drawn: EditorState, view: View): Scroll | null {
    const before = deviceView(drawn.view, this.pixelRatio);
    const [dx, dy] = [Math.round(view.x - before.x), Math.round(view.y - before.y)];
    return dx === 0 && dy === 0 ? null : { dx, dy };
  }

  private drawMarks(view: View): void {
    const { marks: context } = this.canvases;
    context.clearRect(0, 0, context.canvas.width, context.canvas.height);
    drawMarks(context, this.scene.marks(), view, this.pixelRatio);
  }
}
