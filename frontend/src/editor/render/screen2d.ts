/**
 * Draws a scene on three stacked canvases: the picture, the segments (sampled from the id-map at screen
 * resolution, only where something changed) and the marks. Draws once a frame, and only what is dirty.
 */

import { boxOfBbox, emptyBox, isEmptyBox, joinBoxes } from "../../geometry/points";
import type { BoxXyxy } from "../../geometry/points";
import type { View } from "../../geometry/view";
import { bboxXywh } from "../../masks/runs";
import type { Runs } from "../../masks/types";
import type { Dirty } from "../core";
import type { Scene } from "../scene";
import type { EditorState, Proposal, Uid } from "../types";
import { deviceBox, deviceView } from "./device";
import { drawPixelGrid } from "./grid";
import { drawMarks } from "./marks";
import { Overlay } from "./overlay";
import type { Drawable } from "./picture";
import { isWholeScroll, scrollPixels } from "./scroll";
import type { Scroll } from "./scroll";

export interface Canvases {
  readonly picture: CanvasRenderingContext2D;
  readonly overlay: CanvasRenderingContext2D;
  readonly marks: CanvasRenderingContext2D;
}

/** A first paint of millions of pixels is spread over frames: so many rows, for so long at a time. */
const BAND_ROWS = 200;
const FIRST_PAINT_MS = 4;

export class Screen2D {
  private readonly overlay: Overlay;
  private image: ImageData | null = null;
  private picture: Drawable | null = null;
  private pixelRatio = 1;
  /** Pixels that changed since the last frame, in image coordinates. */
  private dirtyBox: BoxXyxy = emptyBox;
  private isAllDirty = true;
  private isPictureDirty = true;
  private drawn: EditorState | null = null;
  private frame: number | null = null;
  /** Bands of the first paint that are still to come. */
  private bands: BoxXyxy[] = [];

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
    this.overlay.pixelRatio = pixelRatio;
    this.overlay.outlinePx = Math.max(Math.round(1.5 * pixelRatio), 1);
    this.image = width > 0 && height > 0 ? new ImageData(width, height) : null;
    this.isAllDirty = true;
    this.isPictureDirty = true;
    this.schedule();
  }

  setPicture(picture: Drawable | null): void {
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
    if (this.bands.length > 0) this.schedule();
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
    if (state.proposal !== null && drawn.activeClassId !== state.activeClassId) {
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
      "seeing",
      "preview",
    ] as const;
    if (keys.some((key) => drawn[key] !== state[key])) this.isAllDirty = true;
    if (drawn.alsoSelected !== state.alsoSelected) {
      for (const uid of [...drawn.alsoSelected, ...state.alsoSelected]) {
        this.dirtyBox = joinBoxes(this.dirtyBox, this.boxOf(uid));
      }
    }
    if (drawn.highlight !== state.highlight) {
      this.dirtyBox = joinBoxes(this.dirtyBox, boxOfRuns(drawn.highlight));
      this.dirtyBox = joinBoxes(this.dirtyBox, boxOfRuns(state.highlight));
    }
    if (drawn.proposal !== state.proposal) {
      // Previews follow the pointer: only where they lie is drawn anew.
      this.dirtyBox = joinBoxes(this.dirtyBox, boxOfProposal(drawn.proposal));
      this.dirtyBox = joinBoxes(this.dirtyBox, boxOfProposal(state.proposal));
    }
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
    // What scrolls must be there already.
    if (scroll !== null && this.bands.length > 0) this.isAllDirty = true;
    const boxes: BoxXyxy[] = [];
    if (this.isAllDirty) {
      this.bands = this.drawn === null ? bandsOf(whole) : [];
      if (this.drawn !== null) boxes.push(whole);
    } else {
      if (scroll !== null) boxes.push(...scrollPixels(pixels, image.height, scroll));
      if (!isEmptyBox(this.dirtyBox)) {
        const canvasWh = [image.width, image.height] as const;
        boxes.push(deviceBox(this.dirtyBox, view, this.overlay.reachPx(state.seeing), canvasWh));
      }
    }
    this.isAllDirty = false;
    this.dirtyBox = emptyBox;
    for (const box of boxes) this.overlay.draw(pixels, state, view, box);
    const isScrolled = scroll !== null && boxes[0] !== whole;
    this.put(image, isScrolled ? whole : boxes.reduce(joinBoxes, emptyBox));
    this.drawBands(image, (band) => this.overlay.draw(pixels, state, view, band));
  }

  private drawBands(image: ImageData, draw: (band: BoxXyxy) => void): void {
    const begun = performance.now();
    while (this.bands.length > 0 && performance.now() - begun < FIRST_PAINT_MS) {
      const band = this.bands.shift()!;
      draw(band);
      this.put(image, band);
    }
  }

  private put(image: ImageData, box: BoxXyxy): void {
    if (isEmptyBox(box)) return;
    const [x0, y0, x1, y1] = box;
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
    const { seeing, sizeHw } = this.scene.state();
    if (seeing.hasPixelGrid) drawPixelGrid(context, sizeHw, view, this.pixelRatio);
    drawMarks(context, this.scene.marks(), view, this.pixelRatio);
  }
}

function bandsOf([left, top, right, bottom]: BoxXyxy): BoxXyxy[] {
  const bands: BoxXyxy[] = [];
  for (let y = top; y < bottom; y += BAND_ROWS) {
    bands.push([left, y, right, Math.min(y + BAND_ROWS, bottom)]);
  }
  return bands;
}

function boxOfProposal(proposal: Proposal | null): BoxXyxy {
  if (proposal === null) return emptyBox;
  return [proposal, ...(proposal.also ?? [])].map(({ runs }) => boxOfRuns(runs)).reduce(joinBoxes);
}

function boxOfRuns(runs: Runs | null): BoxXyxy {
  return runs === null ? emptyBox : boxOfBbox(bboxXywh(runs));
}
