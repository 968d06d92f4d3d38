/** The editor's public interface: what the page passes in, reads and calls. The engine lies behind it. */

import type { StoreApi } from "zustand/vanilla";

import type { BboxXywh, BoxXyxy, ImagePoint, ScreenPoint, SizeHw } from "../geometry/points";
import type { View } from "../geometry/view";
import type { Polygon, Runs } from "../masks/types";
import type { Scene } from "./scene";
import type { Operation, WireSegment, WireSuggestion } from "./wire";

export type Uid = string;
export type OverlapMode = "layered" | "exclusive";

/**
 * Which pixels a gesture may take.
 *
 * `above`: all (exclusive images: they are taken from their owners; layered: a new segment lies on top).
 * `below`: exclusive images: only what nobody owns; layered: all, but a new segment lies at the bottom.
 * `unlabelled`: only what shows no other segment.
 */
export type PaintMode = "above" | "below" | "unlabelled";

export type ToolName = "select" | "brush" | "eraser" | "polygon" | "box" | "pan";

export type BrushShape = "round" | "square";

/** The diameter 2 * radiusPx is rounded to whole image pixels; 0.5 is the brush of one pixel. */
export interface Brush {
  readonly radiusPx: number;
  readonly shape: BrushShape;
}

export interface EditorClass {
  readonly classId: number;
  readonly name: string;
  /** '#rrggbb' */
  readonly color: string;
}

/** One labelled region. Immutable: a change replaces the object. */
export interface EditorSegment {
  readonly uid: Uid;
  readonly classId: number;
  readonly z: number;
  readonly runs: Runs;
  /** Vertices of a segment that is still a polygon; null for masks. */
  readonly polygon: Polygon | null;
  readonly iscrowd: boolean;
  readonly occluded: boolean;
  readonly truncated: boolean;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly origin: string;
  readonly score: number | null;
  readonly areaPx: number;
  readonly bboxXywh: BboxXywh;
}

/** A pending proposal of a model, an import or a consensus. */
export interface EditorSuggestion {
  readonly uid: Uid;
  readonly classId: number;
  readonly z: number;
  readonly runs: Runs;
  readonly score: number | null;
  readonly source: string;
  readonly sourceRef: string;
  readonly areaPx: number;
  readonly bboxXywh: BboxXywh;
}

/** What the box tool asks an assistant: a box, clicks, or both. */
export interface Prompt {
  readonly boxXyxy: BoxXyxy | null;
  readonly points: readonly ImagePoint[];
  /** 1 foreground, 0 background; as long as `points`. */
  readonly labels: readonly (0 | 1)[];
}

/** Something the person should be told; the page words it by `code`. */
export interface Notice {
  readonly code:
    | "no_class" // a gesture needs an active class
    | "locked" // the segment is locked or hidden, or the active class is hidden (uid null)
    | "nothing_to_erase" // the eraser met no segment
    | "empty_shape" // the shape covers no (allowed) pixel centre
    | "crossing_polygon" // edges cross: kept as a mask without vertices
    | "suggestion_covered" // every pixel of the suggestion is already labelled
    | "remote_conflict"; // someone else changed the same segment during the gesture
  readonly uid: Uid | null;
}

/** Rejected or restored suggestions; accepting is an Operation. */
export interface SuggestionDecision {
  readonly kind: "reject" | "restore";
  readonly uids: readonly Uid[];
}

/** What React may read. Changes at commits and settings, not at every pointer move. */
export interface EditorState {
  readonly sizeHw: SizeHw;
  readonly overlapMode: OverlapMode;
  readonly classes: readonly EditorClass[];
  /** In the order in which they came. */
  readonly segments: ReadonlyMap<Uid, EditorSegment>;
  readonly suggestions: ReadonlyMap<Uid, EditorSuggestion>;
  readonly tool: ToolName;
  readonly activeClassId: number | null;
  /** A segment's or a suggestion's uid. */
  readonly selectedUid: Uid | null;
  readonly hoverUid: Uid | null;
  readonly brush: Brush;
  readonly paintMode: PaintMode;
  /** 0 to 1, of the segments' fill. */
  readonly opacity: number;
  readonly colorBy: "class" | "segment";
  readonly suggestionsVisible: boolean;
  readonly hiddenUids: ReadonlySet<Uid>;
  readonly hiddenClassIds: ReadonlySet<number>;
  readonly lockedUids: ReadonlySet<Uid>;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  /** A gesture (stroke, polygon, box, drag) is under way. */
  readonly isBusy: boolean;
  readonly prompt: Prompt | null;
  /** An assistant's answer that is shown but not yet a segment. */
  readonly preview: Runs | null;
  readonly view: View;
  readonly viewportHw: SizeHw;
}

export type EditorStore = StoreApi<EditorState>;

export interface EditorOptions {
  readonly sizeHw: SizeHw;
  readonly overlapMode: OverlapMode;
  readonly classes: readonly EditorClass[];
  /** As the API answers them. */
  readonly segments: readonly WireSegment[];
  readonly suggestions: readonly WireSuggestion[];
  /** Names new segments; random UUIDs unless a test says otherwise. */
  readonly newUid?: () => Uid;
}

/** One pointer event; `points` are the coalesced positions, oldest first, at least one. */
export interface PointerInput {
  readonly kind: "down" | "move" | "up" | "cancel" | "leave" | "double";
  readonly points: readonly ScreenPoint[];
  readonly shift: boolean;
  readonly alt: boolean;
  /** The pen's eraser end: this gesture erases, whatever the tool. */
  readonly erase: boolean;
  /** The middle button, or a held space bar: this gesture pans, whatever the tool. */
  readonly pan: boolean;
}

/** Keys that tools understand; the page's key table calls these. */
export type ToolKey = "enter" | "escape" | "backspace";

export type SegmentProperties = Partial<
  Pick<EditorSegment, "iscrowd" | "occluded" | "truncated" | "attributes">
>;

export interface Editor {
  readonly store: EditorStore;
  /** What mountScreen draws; pages have no use for it. */
  readonly scene: Scene;

  setTool(tool: ToolName): void;
  setActiveClass(classId: number | null): void;
  setClasses(classes: readonly EditorClass[]): void;
  setBrush(brush: Partial<Brush>): void;
  setPaintMode(mode: PaintMode): void;
  setOpacity(opacity: number): void;
  setColorBy(colorBy: EditorState["colorBy"]): void;
  setSuggestionsVisible(visible: boolean): void;
  setHidden(uids: readonly Uid[], hidden: boolean): void;
  setClassHidden(classId: number, hidden: boolean): void;
  setLocked(uids: readonly Uid[], locked: boolean): void;
  select(uid: Uid | null): void;

  deleteSegment(uid: Uid): void;
  changeClass(uid: Uid, classId: number): void;
  setProperties(uid: Uid, properties: SegmentProperties): void;
  /** Moves a segment in the z-order. */
  reorder(uid: Uid, to: "front" | "back" | "forward" | "backward"): void;
  /** Adds a mask as a new segment and selects it; null where no allowed pixel is left. */
  addMask(runs: Runs, classId: number, origin: string, score: number | null): Uid | null;

  acceptSuggestion(uid: Uid): void;
  rejectSuggestion(uid: Uid): void;
  acceptAll(uids?: readonly Uid[]): void;
  rejectAll(uids?: readonly Uid[]): void;
  /** Makes a rejected suggestion pending again. */
  restoreSuggestion(uid: Uid): void;
  /** Replaces the pending suggestions (they came in later); the history is left alone. */
  setSuggestions(suggestions: readonly WireSuggestion[]): void;

  setPrompt(prompt: Prompt | null): void;
  setPreview(runs: Runs | null): void;

  undo(): void;
  redo(): void;

  pointer(input: PointerInput): void;
  key(key: ToolKey): void;
  /** Gives up the gesture under way; nothing changes. */
  cancelGesture(): void;

  /** Takes over what others saved. Emits operations only where exclusive pixels had to be given up. */
  applyRemote(changed: readonly WireSegment[], deleted: readonly Uid[]): void;

  setViewport(viewportHw: SizeHw): void;
  fitView(): void;
  zoomBy(factor: number, at?: ScreenPoint): void;
  panBy(dx: number, dy: number): void;
  /** Scrolls and zooms so that the segment or suggestion is seen. */
  reveal(uid: Uid): void;

  /** The topmost uid at a position, or null: suggestions first, where they are shown. */
  uidAt(point: ImagePoint): Uid | null;

  /** Called once per gesture or command, with every segment that it changed. Returns an unsubscriber. */
  onCommit(listener: (operations: Operation[]) => void): () => void;
  onDecision(listener: (decision: SuggestionDecision) => void): () => void;
  /** The box tool asks: called when a box is drawn or a point added. */
  onPrompt(listener: (prompt: Prompt) => void): () => void;
  onNotice(listener: (notice: Notice) => void): () => void;
}
