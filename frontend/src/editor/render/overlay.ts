/** The overlay's pixels: segments, suggestions, proposal and outlines, within one box of device pixels. */

import { isEmptyBox } from "../../geometry/points";
import type { BoxXyxy } from "../../geometry/points";
import type { View } from "../../geometry/view";
import { rowSpans } from "../../masks/runs";
import { rowSpansOf } from "../layer";
import type { Scene } from "../scene";
import { FIRST_SEEING } from "../seeing/types";
import type { Seeing } from "../seeing/types";
import type { EditorSegment, EditorState, EditorSuggestion, Uid } from "../types";
import { BLACK, Colors, WHITE, packColor, parseColor } from "./colors";
import { deviceBox } from "./device";
import { drawOutline } from "./outline";
import type { OutlineStyle, RowSource } from "./outline";
import { drawSegments, drawSuggestions } from "./sample";
import type { Pixels } from "./sample";
import { type FreeRows, drawUnlabelled } from "./unlabelled";

/** Between hatch lines suggestions are this faint; their lines and borders are strong. */
const SUGGESTION_OPACITY = 0.2;
const SUGGESTION_LINE_STRENGTH = 4;
/** Suggestions keep their own look, whatever that of the segments. */
const FILLED = FIRST_SEEING;
const PROPOSAL_OPACITY = 0.55;

export class Overlay {
  /** Device pixels per CSS pixel. */
  pixelRatio = 1;
  /** How thick the selected segment's outline is, in device pixels. */
  outlinePx = 1;
  private readonly segmentColors = new Colors<EditorSegment>();
  private readonly suggestionColors = new Colors<EditorSuggestion>(SUGGESTION_LINE_STRENGTH);

  constructor(private readonly scene: Scene) {}

  draw(pixels: Pixels, state: EditorState, view: View, box: BoxXyxy): void {
    if (isEmptyBox(box)) return;
    this.segmentColors.refresh(this.scene.segments, state);
    const { idMap } = this.scene.segments;
    drawSegments(pixels, idMap, view, box, this.segmentColors, this.borderPx(state.seeing));
    // What is hatched is of now, and so only shown with it.
    if (state.seeing.showsUnlabelled && state.preview === null) {
      const freeRows: FreeRows = (...span) => this.scene.freeSpans(...span);
      drawUnlabelled(pixels, freeRows, state.sizeHw, view, box);
    }
    if (state.preview === null && state.suggestionsVisible && this.scene.suggestions.size > 0) {
      const look = { ...state, opacity: SUGGESTION_OPACITY, seeing: FILLED };
      this.suggestionColors.refresh(this.scene.suggestions, look);
      drawSuggestions(pixels, this.scene.suggestions.idMap, view, box, this.suggestionColors);
    }
    this.drawOutlines(pixels, state, view, box);
  }

  /** How far from a changed pixel others may look different, in device pixels. */
  reachPx(seeing: Seeing): number {
    return Math.max(this.outlinePx, this.borderPx(seeing)) + 1;
  }

  private borderPx({ maskStyle, outlinePx }: Seeing): number {
    // Fills alone have no border to be thick.
    return maskStyle === "fill" ? 1 : Math.max(Math.round(outlinePx * this.pixelRatio), 1);
  }

  private drawOutlines(pixels: Pixels, state: EditorState, view: View, box: BoxXyxy): void {
    const plain = { inner: WHITE, innerPx: 1, outer: BLACK, fill: 0 };
    const { selectedUid, alsoSelected, hoverUid, proposal, highlight } = state;
    if (highlight !== null) {
      const rows: RowSource = (row, left, right, out) => rowSpans(highlight, row, left, right, out);
      this.outline(pixels, rows, view, box, { ...plain, innerPx: this.outlinePx });
    }
    if (proposal !== null) {
      const color = state.classes.find(({ classId }) => classId === state.activeClassId)?.color;
      const fill = packColor(...parseColor(color ?? ""), PROPOSAL_OPACITY);
      for (const { runs } of [proposal, ...(proposal.also ?? [])]) {
        const rows: RowSource = (row, left, right, out) => rowSpans(runs, row, left, right, out);
        this.outline(pixels, rows, view, box, { ...plain, innerPx: this.outlinePx, fill });
      }
    }
    if (hoverUid !== null && hoverUid !== selectedUid && !alsoSelected.has(hoverUid)) {
      this.outlineRegion(pixels, hoverUid, view, box, { ...plain, outer: 0 });
    }
    // Thinner than the primary's, which tools draw on.
    for (const uid of alsoSelected) this.outlineRegion(pixels, uid, view, box, plain);
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
}
